"""Images are made for readers beforehand, in every size and format, and shown as uploaded until they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow

from cms.core.advice import advice_for
from cms.core.image_presets import CARD, PRESETS
from cms.editions.models import Edition, SearchDocument
from cms.images import encoding, services, signal_handlers
from cms.images.models import MadeImage
from cms.publishing.runner import run_due
from tests import scheduling
from tests.background import catch_up
from tests.editions import read, said
from tests.factories import medications as make
from tests.pictures import a_file, an_image, made, make_pictures

pytestmark = pytest.mark.django_db


def an_article(image: Any, **fields: Any) -> Any:
    """It shows the image as its card and in its body."""
    body = [make.block("image", {"image": image.pk, "alt_text": "Two halves"})]
    return make.publish(make.ArticlePageFactory(card_image=image, body=body, **fields))


def formats(value: dict[str, Any]) -> list[str]:
    return [source["format"] for source in value["sources"]]


def files(value: dict[str, Any], form: str) -> dict[int, str]:
    """The paths of the files of a format, by their widths."""
    srcset = next(source["srcset"] for source in value["sources"] if source["format"] == form)
    pairs = (entry.split(" ") for entry in srcset.split(", "))
    return {int(width.removesuffix("w")): urlsplit(url).path for url, width in pairs}


def opened(path: str) -> Pillow.Image:
    with default_storage.open(path.removeprefix("/media/")) as file:
        return Pillow.open(BytesIO(file.read()))


def pictures(page: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The image as a card, and in the body."""
    edition = said(page)
    return edition["card_image"], edition["body"][0]["value"]["image"]


def test_an_image_comes_in_avif_then_webp_then_the_format_it_was_uploaded_in() -> None:
    page = an_article(an_image())
    make_pictures()
    for shown in pictures(page):
        assert formats(shown) == ["image/avif", "image/webp", "image/jpeg"]
        for form in formats(shown):
            for width, path in files(shown, form).items():
                file = opened(path)
                assert (file.format or "").lower() == form.removeprefix("image/")
                assert file.width == width
        assert urlsplit(shown["src"]).path in files(shown, "image/jpeg").values()


def test_whole_in_the_body_and_cut_to_one_shape_on_a_card() -> None:
    page = an_article(an_image(1200, 1200))
    make_pictures()
    card, figure = pictures(page)
    assert (figure["width"], figure["height"]) == (1200, 1200)
    assert list(files(figure, "image/webp")) == [480, 960]
    assert (card["width"], card["height"]) == (1200, 800)
    assert {opened(path).size for path in files(card, "image/webp").values()} == {
        (320, 213), (640, 427), (960, 640),
    }  # fmt: skip


def test_a_cut_keeps_what_matters_in_sight() -> None:
    right: dict[str, Any] = {
        "focal_point_x": 1150,
        "focal_point_y": 100,
        "focal_point_width": 40,
        "focal_point_height": 40,
    }
    page = an_article(an_image(1200, 200, **right))
    make_pictures()
    card, figure = pictures(page)
    left_edge: Any = opened(files(card, "image/jpeg")[300]).convert("RGB").getpixel((5, 100))
    assert left_edge[2] > left_edge[0], "it lies in the right half, which is blue"
    # Of 300 by 200 pixels of the original, from 870 on.
    assert card["focal_point"] == {"x": round(280 / 300, 4), "y": 0.5}
    assert figure["focal_point"] == {"x": round(1150 / 1200, 4), "y": 0.5}


def test_another_focal_point_makes_other_cuts_and_nothing_is_missing_meanwhile() -> None:
    image = an_image(1200, 200)
    page = an_article(image)
    make_pictures()
    before, figure_before = pictures(page)
    image.focal_point_x, image.focal_point_y = 1150, 100
    image.focal_point_width = image.focal_point_height = 40
    image.save()
    catch_up()
    assert pictures(page)[0] == before
    make_pictures()
    card, figure = pictures(page)
    assert files(card, "image/avif").values() != files(before, "image/avif").values()
    assert files(figure, "image/avif") == files(figure_before, "image/avif")


def test_a_small_image_is_not_blown_up() -> None:
    page = an_article(an_image(200, 100))
    make_pictures()
    card, figure = pictures(page)
    assert list(files(figure, "image/avif")) == [200]
    assert list(files(card, "image/avif")) == [150]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("PNG", ["image/avif", "image/webp", "image/png"]),
        ("GIF", ["image/avif", "image/webp", "image/png"]),
        ("WEBP", ["image/avif", "image/webp"]),
        ("AVIF", ["image/avif", "image/webp"]),
    ],
)
def test_the_last_resort_is_a_format_that_every_browser_shows(form: str, expected: list[str]) -> None:
    page = an_article(an_image(form=form))
    make_pictures()
    assert formats(pictures(page)[1]) == expected


def test_a_placeholder_is_a_small_picture_in_itself(client: Client) -> None:
    page = an_article(an_image())
    make_pictures()
    shown = read(client, page)["card_image"]["placeholder"]
    assert shown.startswith("data:image/webp;base64,")
    assert len(shown) < 500
    assert "base64" not in SearchDocument.objects.get(page_id=page.pk).text


def test_until_it_is_made_readers_get_the_upload() -> None:
    image = an_image()
    page = an_article(image)
    for shown in pictures(page):
        assert urlsplit(shown["src"]).path == image.file.url
        assert (shown["width"], shown["height"]) == (1200, 900)
        assert shown["sources"] == []
        assert shown["placeholder"] is None


def test_nobody_who_publishes_or_reads_makes_a_file(client: Client) -> None:
    image = an_image()
    page = an_article(image)
    read(client, page)
    client.get(f"/api/v2/pages/?type={page.type_name()}&fields=*")
    assert not image.get_rendition_model().objects.exists()


def test_a_scheduled_page_goes_live_with_all_that_was_made_since_the_upload() -> None:
    image = an_image()
    page = make.ArticlePageFactory(live=False, card_image=image)
    scheduling.schedule(page, scheduling.PAST)
    make_pictures()
    before = image.get_rendition_model().objects.count()
    run_due(now=scheduling.PAST)
    assert formats(said(page)["card_image"]) == ["image/avif", "image/webp", "image/jpeg"]
    assert image.get_rendition_model().objects.count() == before


def test_an_edition_says_the_same_until_something_changes() -> None:
    image = an_image()
    page = an_article(image)
    make_pictures()
    before = Edition.objects.get(page_id=page.pk, valid_to=None)
    image.save()
    make_pictures()
    now = Edition.objects.get(page_id=page.pk, valid_to=None)
    assert (now.pk, now.content) == (before.pk, before.content)


def test_what_is_made_already_is_not_made_again() -> None:
    image = an_image()
    make_pictures()
    first = list(image.get_rendition_model().objects.order_by("pk").values_list("pk", "file"))
    image.save()
    make_pictures()
    assert list(image.get_rendition_model().objects.order_by("pk").values_list("pk", "file")) == first


def test_another_file_is_shown_at_once_and_made_soon() -> None:
    image = an_image()
    page = an_article(image)
    make_pictures()
    # As Wagtail's form does it.
    image.renditions.all().delete()
    image.file = ContentFile(a_file(800, 600), name="other.jpeg")
    image.save()
    catch_up()
    assert urlsplit(pictures(page)[1]["src"]).path == image.file.url
    make_pictures()
    assert list(files(pictures(page)[1], "image/avif")) == [480]


def test_a_deleted_image_is_forgotten() -> None:
    image = an_image()
    make_pictures()
    image.delete()
    catch_up()
    assert not MadeImage.objects.exists()


def test_images_uploaded_before_this_release_or_made_by_other_presets_are_made_after_migrate() -> None:
    image = an_image()
    make_pictures()
    MadeImage.objects.update(made_from="of other presets")
    other = an_image()
    MadeImage.objects.filter(pk=other.pk).delete()
    signal_handlers.ask_after_migrate(sender=None)
    owed = MadeImage.objects.filter(next_try_at__isnull=False)
    assert set(owed.values_list("pk", flat=True)) == {image.pk, other.pk}
    signal_handlers.ask_after_migrate(sender=None)
    make_pictures()
    assert not owed.exists()
    assert made(other).pictures.keys() == {preset.name for preset in PRESETS}


def a_broken_image() -> Any:
    """Its file is cut off in the middle: its size can be read, and it can't be shown."""
    image = an_image()
    whole = a_file()
    with default_storage.open(image.file.name, "wb") as file:
        file.write(whole[: len(whole) // 3])
    return image


@pytest.mark.parametrize("lost", [False, True])
def test_a_file_that_cannot_be_read_keeps_no_page_from_its_readers_and_the_editor_is_told(
    client: Client, *, lost: bool
) -> None:
    image = a_broken_image()
    if lost:
        default_storage.delete(image.file.name)
    make_pictures()
    page = an_article(image, title="Shown all the same")
    shown = read(client, page)["card_image"]
    assert urlsplit(shown["src"]).path == image.file.url
    assert shown["sources"] == []
    assert any("could not be read" in said.message for said in advice_for(page))
    client.force_login(get_user_model().objects.create_superuser("staff", "s@example.org", "x"))
    dashboard = client.get(reverse("wagtailadmin_home")).content.decode()
    assert f"The image “{image.title}” could not be read" in dashboard


def test_a_format_that_fails_is_left_out_and_the_others_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a build of Pillow has no AVIF."""
    without = {form: words for form, words in encoding.FORMATS.items() if form != encoding.AVIF}
    monkeypatch.setattr(encoding, "FORMATS", {"format-unknown": "AVIF", **without})
    page = an_article(an_image())
    make_pictures()
    assert formats(pictures(page)[0]) == ["image/webp", "image/jpeg"]
    assert [advice.message for advice in advice_for(page) if "could not be made as AVIF" in advice.message]


def test_one_that_failed_is_tried_again_and_shown_when_it_succeeds() -> None:
    image = a_broken_image()
    page = an_article(image)
    make_pictures()
    with default_storage.open(image.file.name, "wb") as file:
        file.write(a_file())
    MadeImage.objects.update(next_try_at=datetime.now(UTC))
    make_pictures()
    assert formats(pictures(page)[0]) == ["image/avif", "image/webp", "image/jpeg"]
    assert made(image).problem == ""
    assert not [advice for advice in advice_for(page) if "image" in advice.message]


def test_one_that_ends_its_worker_again_and_again_is_given_up_and_told() -> None:
    image = an_image()
    catch_up()
    for _ in range(services.MOST_ATTEMPTS):
        assert services._take(now=datetime.now(UTC) + timedelta(days=1), lag=timedelta(0)) is not None
        MadeImage.objects.update(next_try_at=datetime.now(UTC))
    make_pictures()
    assert "could not be read" in made(image).problem
    assert made(image).next_try_at is None
    assert not image.get_rendition_model().objects.exists()


def test_one_that_is_changed_while_it_is_made_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    image = an_image()
    catch_up()

    def encode_slowly(encoded: Any) -> encoding.Encoded:
        monkeypatch.setattr(services, "encode", encoding.encode)
        image.focal_point_x = image.focal_point_y = image.focal_point_width = image.focal_point_height = 50
        image.save()
        catch_up()
        return encoding.encode(encoded)

    monkeypatch.setattr(services, "encode", encode_slowly)
    services.make_due(now=datetime.now(UTC))
    assert made(image).pictures == {}
    make_pictures()
    assert made(image).pictures[CARD.name]["focal_point"] is not None


def test_two_workers_do_not_make_the_same_image() -> None:
    an_image()
    catch_up()
    now = datetime.now(UTC)
    assert services._take(now=now, lag=timedelta(0)) is not None
    assert services._take(now=now, lag=timedelta(0)) is None
    assert services._take(now=now + services.LEASE, lag=timedelta(0)) is not None
