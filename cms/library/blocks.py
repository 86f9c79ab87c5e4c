"""What a library page is made of. Names and parts follow the NHS service manual, so that it can move."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

WORDS = ["bold", "italic", "link", "document-link", "ol", "ul"]


class Heading(blocks.CharBlock):
    class Meta:
        icon = "title"
        template = "library/blocks/heading.html"


class CareCard(blocks.StructBlock):
    urgency = blocks.ChoiceBlock(
        choices=[("non-urgent", "Not urgent"), ("urgent", "Urgent"), ("emergency", "Emergency")],
        default="non-urgent",
    )
    heading = blocks.CharBlock(max_length=120, help_text='For example "Ask your team if:"')
    body = blocks.RichTextBlock(features=WORDS)

    class Meta:
        icon = "help"
        template = "library/blocks/care_card.html"


class ShortList(blocks.StructBlock):
    """Base of do and don't: each line a few words, without "do" or "don't" in front."""

    items = blocks.ListBlock(blocks.CharBlock(max_length=160))


class DoList(ShortList):
    class Meta:
        icon = "tick"
        label = "Do"
        template = "library/blocks/do_list.html"


class DontList(ShortList):
    class Meta:
        icon = "cross"
        label = "Don't"
        template = "library/blocks/dont_list.html"


class Picture(blocks.StructBlock):
    picture = ImageBlock(help_text="Say what it shows, or tick that it is only decoration.")
    caption = blocks.CharBlock(required=False, max_length=200)

    class Meta:
        icon = "image"
        label = "Image"
        template = "library/blocks/image.html"


class Download(blocks.StructBlock):
    file = DocumentChooserBlock()
    about = blocks.CharBlock(required=False, max_length=160, help_text="What is in it, in a few words.")

    class Meta:
        icon = "download"
        template = "library/blocks/download.html"


class Callout(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120, default="Important")
    body = blocks.RichTextBlock(features=WORDS)

    class Meta:
        icon = "warning"
        label = "Warning"
        template = "library/blocks/warning.html"


class Details(blocks.StructBlock):
    heading = blocks.CharBlock(
        max_length=120, help_text="What opens it: “How to ask for a longer appointment”."
    )
    body = blocks.RichTextBlock(features=WORDS)

    class Meta:
        icon = "collapse-down"
        template = "library/blocks/details.html"


class Table(blocks.StructBlock):
    caption = blocks.CharBlock(
        max_length=160, help_text="What the table shows. It is read out before the table."
    )
    table = TypedTableBlock([("text", blocks.CharBlock(required=False))])

    class Meta:
        icon = "table"
        template = "library/blocks/table.html"


class ActionLink(blocks.StructBlock):
    text = blocks.CharBlock(max_length=120, help_text="What one does there: “Write your safety plan”.")
    page = blocks.PageChooserBlock(required=False)
    address = blocks.URLBlock(required=False, help_text="Instead of a page of this site.")

    class Meta:
        icon = "arrow-right"
        label = "Action link"
        template = "library/blocks/action_link.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            raise StructBlockValidationError({"page": ValidationError("Choose a page, or give an address.")})
        return cleaned


class LibraryBlocks(blocks.StreamBlock):
    heading = Heading(max_length=120)
    paragraph = blocks.RichTextBlock(features=WORDS, template="library/blocks/paragraph.html")
    inset = blocks.RichTextBlock(features=WORDS, icon="info-circle", template="library/blocks/inset.html")
    warning = Callout()
    details = Details()
    care_card = CareCard()
    do_list = DoList()
    dont_list = DontList()
    table = Table()
    image = Picture()
    action_link = ActionLink()
    download = Download()
