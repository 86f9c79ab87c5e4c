"""A community by chance: people who write, edit, quote one another, are answered by clinicians. Every text carries a
word of its own, so that whoever finds it knows whose it was."""

import random
from collections import defaultdict
from dataclasses import dataclass, field

from community.people.models import Person
from community.people.vault import actions as vault
from community.people.vault.details import Contact, Details, How
from community.rooms import actions as rooms
from community.rooms.models import Bookmark, Post, Profile, Reaction, Thread
from risk_jobs.desk import actions as desk
from risk_jobs.desk.models import Case, Flag
from risk_jobs.desk.states import Outcome

RISKY = "I have been purging again since Sunday and I cannot tell anyone."
WRITERS = ("mia", "robin")


@dataclass
class Community:
    """Whose words are whose: handle -> the words of their texts, of those a case holds, and of their identity."""

    wrote: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    identity: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    quoted: set[str] = field(default_factory=set)

    def word(self, who: Person) -> str:
        word = f"canary{who.handle}{len(self.wrote[who.handle]):04d}word"
        self.wrote[who.handle].add(word)
        return word


def grow(building, seed: int, texts: int = 12) -> Community:
    chance, grown = random.Random(seed), Community()
    writers = [getattr(building, name) for name in WRITERS]
    for who in writers:
        name = f"Realname-{who.handle}-{seed}-Ashdown"
        address = f"{who.handle}{seed}@canary-home.example"
        vault.fill(person=who, details=Details(name, contact=Contact(How.E_MAIL, address)), by=building.cleo)
        grown.identity[who.handle] |= {name, address}
        Profile.objects.create(person=who, about=f"About me {grown.word(who)}", html="x")
    for _n in range(texts):
        write_something(building, chance, grown, chance.choice(writers))
    for who in writers:
        react(who, chance)
    return grown


def write_something(building, chance: random.Random, grown: Community, who: Person) -> None:
    threads = list(Thread.objects.filter(room=building.harbour, title_gone=False))
    body = f"{RISKY if chance.random() < 0.3 else 'Quiet evening.'} {grown.word(who)}"
    if not threads or chance.random() < 0.3:
        rooms.open_thread(room=building.harbour, title=f"A title {grown.word(who)}", body=body, by=who)
        return
    thread = chance.choice(threads)
    post, _said = rooms.reply(thread=thread, body=body, by=who)
    if chance.random() < 0.4:
        rooms.edit(post=post, body=f"Better said: {grown.word(who)}", by=who)
    elif chance.random() < 0.2:
        rooms.delete(post=post, by=who)


def react(who: Person, chance: random.Random) -> None:
    others = list(Post.objects.exclude(author=who))
    for post in chance.sample(others, min(2, len(others))):
        Reaction.objects.get_or_create(person=who, post=post, feeling="hope")
        Bookmark.objects.get_or_create(person=who, post=post)


def close_all_cases(building) -> None:
    for case in Case.objects.open():
        held = desk.claim(case=case, by=building.cleo)
        desk.close(case=held, by=building.cleo, outcome=Outcome.values[0], version=held.version)


def words_in_cases(who: Person) -> set[str]:
    texts = " ".join(Flag.objects.filter(utterance__author=who).values_list("utterance__text", flat=True))
    return {word.strip(".") for word in texts.split() if word.startswith("canary")}
