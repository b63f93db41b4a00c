"""Members of staff."""

from dataclasses import dataclass

from feedback.types.states import Role


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff."""

    id: int
    address: str
    name: str
    role: Role
    is_disabled: bool
    has_password: bool

    def may(self, role: Role) -> bool:
        """Tell whether this person's role includes what ``role`` may do."""
        order = list(Role)
        return not self.is_disabled and order.index(self.role) >= order.index(role)
