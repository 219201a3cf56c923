"""Refusals: each carries the Chinese sentence that the person should see."""


class Refused(Exception):
    """What was asked cannot be done now; the message says why and what to do."""

    status = 409

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class NotAllowed(Refused):
    """The person may see the thing but may not do this to it."""

    status = 403


class NotFound(Refused):
    """Unknown and forbidden look alike."""

    status = 404


class Invalid(Refused):
    """What was entered is wrong; `fields` maps a field's key to its sentence."""

    status = 422

    def __init__(self, message: str, *, fields: dict[str, str] | None = None, **details: object) -> None:
        super().__init__(message, **details)
        self.fields = fields or {}
