"""Evidence: files by content, outside the web root."""

from django.db import models


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
