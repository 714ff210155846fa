from akropolis.kernel.access.models.base import Tracked
from akropolis.kernel.access.models.people import OfPerson, User
from akropolis.kernel.access.models.roles import Appointment, Role
from akropolis.kernel.access.models.sessions import Session
from akropolis.kernel.access.models.tokens import Token
from akropolis.kernel.access.models.units import Unit, UnitEvent

__all__ = ["Appointment", "OfPerson", "Role", "Session", "Token", "Tracked", "Unit", "UnitEvent", "User"]
