"""What members report, what moderators decided about somebody, and what is asked of somebody else afterwards."""

from community.moderation.models.appeals import Appeal
from community.moderation.models.decisions import Decision
from community.moderation.models.reports import Reason, Report, Reported

__all__ = ["Appeal", "Decision", "Reason", "Report", "Reported"]
