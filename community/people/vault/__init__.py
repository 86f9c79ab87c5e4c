"""The identity vault: who somebody really is. The care team fills it when it issues a key; peers, the user row,
the index, logs, mail and jobs never hold any of it.

What others call, all of it in `community.people.vault.actions`:

    fill(key=… | person=…, details=Details(…), by=…)   -> Filled; .same_number: who else of the service has this number
    hand_over(key=…, person=…)                         when a key is redeemed, in the same transaction
    set_contact(person=…, contact=Contact(…), by=…)    by the member or their care team; How.NOTHING has no value
    reveal(person=…, fields=[Field.…], why=…, by=…)    -> Revealed; audited; the view asks for a fresh sign-in first
    same_number(service=…, details=…)                  before filling in: the handles it belongs to already
    kept_twice(service=…, filled={key: Details(…)}, by=…)  after issuing: key -> whom else its number belongs to
    destroy(person=…)                                  for erasure; nothing of it can be read afterwards

`forms.DetailsForm` asks for the details and hands them back as `form.details()`; `forms.ContactForm` as
`form.contact()`. They must never be put into a session, a hidden field or a message: show the form again instead."""
