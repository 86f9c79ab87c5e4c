"""Columns of the CMS and of packages that name a person. Only staff ever stand there: members reach no page that
writes them."""

STAFF_ONLY = (
    "library.LibraryPage.approved_by",
    "library.ReviewTurn.reviewer",
    "library.LibraryFile.uploaded_by_user",
    "library.LibraryImage.uploaded_by_user",
    "television.Video.uploaded_by_user",
    "television.VideoPage.approved_by",
    "people.Person_groups.person",
    "people.Person_user_permissions.person",
    "wagtailusers.UserProfile.user",
    "wagtaildocs.Document.uploaded_by_user",
    "wagtailimages.Image.uploaded_by_user",
    "wagtailadmin.EditingSession.user",
    "wagtailadmin.FormState.user",
    "wagtailcore.APIToken.user",
    "wagtailcore.ModelLogEntry.user",
    "wagtailcore.Revision.user",
    "wagtailcore.UploadedFile.uploaded_by_user",
    "wagtailcore.WorkflowState.requested_by",
    "wagtailcore.TaskState.finished_by",
    "wagtailcore.Page.locked_by",
    "wagtailcore.Page.owner",
    "wagtailcore.PageLogEntry.user",
    "wagtailcore.Comment.user",
    "wagtailcore.Comment.resolved_by",
    "wagtailcore.CommentReply.user",
    "wagtailcore.PageSubscription.user",
    "wagtailmedia.Media.uploaded_by_user",
    # Written by no page of ours: comments stand in rooms.Post, whose holding clears the package's own columns.
    "django_comments.CommentFlag.user",
)
