"""What a library page is made of. Names and parts follow the NHS service manual, so that it can move."""

from wagtail import blocks
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


class LibraryBlocks(blocks.StreamBlock):
    heading = Heading(max_length=120)
    paragraph = blocks.RichTextBlock(features=WORDS, template="library/blocks/paragraph.html")
    inset = blocks.RichTextBlock(features=WORDS, icon="info-circle", template="library/blocks/inset.html")
    care_card = CareCard()
    do_list = DoList()
    dont_list = DontList()
    image = Picture()
    download = Download()
