"""Freezing a plan: the fingerprint of what it said at its start, and if it holds."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum

from feedback.types import Action, Amendment, Plan


def plan_fields(plan: Plan) -> dict[str, str]:
    """Return every field of a plan as canonical text."""
    return {field.name: _text(getattr(plan, field.name)) for field in fields(plan)}


def frozen_fields(plan: Plan, amendments: Iterable[Amendment]) -> dict[str, str]:
    """Return the fields as they were at the start, before any amendment."""
    frozen = plan_fields(plan)
    for amendment in reversed(list(amendments)):
        if amendment.field in frozen:
            frozen[amendment.field] = amendment.before
    return frozen


def plan_fingerprint(plan_texts: Mapping[str, str]) -> str:
    """Return the SHA-256 of a plan's canonical fields, in hexadecimal."""
    canonical = json.dumps(dict(plan_texts), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_intact(action: Action, amendments: Iterable[Amendment]) -> bool:
    """Tell whether plan and amendments still lead back to what was frozen."""
    return plan_fingerprint(frozen_fields(action.plan, amendments)) == (
        action.fingerprint
    )


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ",".join(str(item) for item in sorted(value))
    return f"{value:g}" if isinstance(value, float) else str(value)
