"""The identity vault: who somebody really is. The care team fills it when it issues a key; peers, the user row,
the index, logs, mail and jobs never hold any of it.

What others call, all of it in `community.people.vault.actions`:

    fill(key=… | person=…, details=Details(…), by=…)   -> Filled; .number_is_kept: for somebody else of the service too
    hand_over(key=…, person=…)                         when a key is redeemed, in the same transaction
    set_contact(person=…, contact=Contact(…), by=…)    by the member or their care team; How.NOTHING has no value
    reveal(person=…, fields=[Field.…], why=…, by=…)    -> Revealed; audited; the view asks for a fresh sign-in first
    kept_twice(service=…, filled={key: Details(…)}, by=…)  after issuing: the keys whose number is kept for somebody else
    reveal_same_number(key=… | person=…, why=…, by=…)  -> whom else it is kept for: a reveal, audited and asked like one
    destroy(person=…)                                  for erasure; nothing of it can be read afterwards

`forms.DetailsForm` asks for the details and hands them back as `form.details()`; `forms.ContactForm` as
`form.contact()`. They must never be put into a session, a hidden field or a message: show the form again instead."""
