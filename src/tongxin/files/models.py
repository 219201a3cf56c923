"""Evidence: files by content, outside the web root; what pictures look like, and what people say of it."""

from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """One upload. The bytes lie under the data folder by their hash; served only after a check."""

    company_id = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)  # from the content, never from the name
    size = models.PositiveIntegerField()
    uploaded_by_id = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()

    personal = {"name", "uploaded_by_id"}
    plain = {"id", "company_id", "sha256", "content_type", "size", "uploaded_at"}
    subject_path = "uploaded_by_id"

    def __str__(self) -> str:
        return self.name


class Blob(models.Model):
    """A file that comes in pieces. It is its person's alone: the same bytes brought by another begin anew."""

    person_id = models.BigIntegerField()
    company_id = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    touched_at = models.DateTimeField()
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True)

    personal = {"person_id", "touched_at"}
    plain = {"id", "company_id", "sha256", "size", "file", "done_at"}
    subject_path = "person_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "sha256"], name="blob_once")]
        indexes = [models.Index(fields=["touched_at"], name="blob_by_age")]

    def __str__(self) -> str:
        return self.sha256


class Picture(models.Model):
    """What is known of a picture beside the picture: the hash of the bytes as they came, and the camera's time.

    None of one that came without a name: what it resembles would say whose it is.
    """

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="+")
    company_id = models.BigIntegerField()
    source = models.CharField(max_length=64)
    taken_at = models.DateTimeField(null=True)

    personal = {"taken_at"}
    plain = {"id", "file", "company_id", "source"}
    subject_path = "file__uploaded_by_id"
    hangs_on_files = True

    class Meta:
        indexes = [models.Index(fields=["company_id", "source"], name="picture_by_source")]

    def __str__(self) -> str:
        return f"picture {self.file_id}"


class Print(models.Model):
    """What a picture, or a part of it, looks like (`files.prints`), and the bands by which near ones are found."""

    company_id = models.BigIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="+")
    whole = models.BigIntegerField()
    a = models.IntegerField()
    b = models.IntegerField()
    c = models.IntegerField()

    personal: set[str] = set()
    plain = {"id", "company_id", "file", "whole", "a", "b", "c"}
    hangs_on_files = True

    class Meta:
        # All that a search reads lies in the index.
        indexes = [
            models.Index(fields=["company_id", band, "file", "whole"], name=f"print_by_{band}")
            for band in "abc"
        ]

    def __str__(self) -> str:
        return f"print of {self.file_id}"


class Likeness(models.Model):
    """Two pictures that look alike, found when the later one came. It says nothing of anybody."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="+")
    same_bytes = models.BooleanField(default=False)
    distance = models.PositiveSmallIntegerField()  # signs of 64 that differ
    found_at = models.DateTimeField()

    personal: set[str] = set()
    plain = {"id", "file", "other", "same_bytes", "distance", "found_at"}
    hangs_on_files = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "other"], name="likeness_once")]

    def __str__(self) -> str:
        return f"{self.file_id} like {self.other_id}"


class Judgement(models.Model):
    """What a person says of a picture: of one that is like another, or, without another, of its time."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(StoredFile, null=True, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=7)  # rules.VERDICTS
    reason = models.CharField(max_length=200)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60)
    decided_at = models.DateTimeField()

    personal = {"verdict", "reason", "by_id", "by_name"}
    plain = {"id", "file", "other", "decided_at"}
    subject_path = "file__uploaded_by_id"
    hangs_on_files = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "other"], name="judged_once"),
            models.UniqueConstraint(
                fields=["file"], condition=Q(other__isnull=True), name="time_judged_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} of {self.file_id}"
