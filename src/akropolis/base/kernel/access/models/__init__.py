from akropolis.base.kernel.access.models.base import Tracked
from akropolis.base.kernel.access.models.people import OfPerson, User
from akropolis.base.kernel.access.models.roles import Appointment, Role
from akropolis.base.kernel.access.models.sessions import Session
from akropolis.base.kernel.access.models.tokens import Token
from akropolis.base.kernel.access.models.units import Unit, UnitEvent

__all__ = ["Appointment", "OfPerson", "Role", "Session", "Token", "Tracked", "Unit", "UnitEvent", "User"]
