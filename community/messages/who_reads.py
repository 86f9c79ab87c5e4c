"""Who of a team reads and answers messages: whoever works its desk."""

from community.people.roles import Permission

READS = Permission.USE_DESK
