"""Hand out searches because of a request, extend its time, answer or refuse it, and erase the requester."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access import open_forms
from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import EVERYWHERE, Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.access.open_forms import digest_of_reference
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.verbs import Values, Verbs
from akropolis.base.lib.document import canonical
from akropolis.privacy.data_requests.models import (
    DataRequest,
    IdentityCheck,
    RequestAnswer,
    RequestSearch,
    RequestState,
)
from akropolis.privacy.data_requests.rules.states import EDIT, FIRST, SEARCHING
from akropolis.privacy.data_requests.selectors.answer_paper import answer_paper
from akropolis.privacy.data_requests.services.viewings import record_viewing
from akropolis.privacy.processing.models import Processing


class DataRequestVerbs(Verbs[DataRequest]):
    """Write rules of requests: opening one is recorded."""

    def initial(self, today: date) -> Values:
        """Propose today as the day when the request was received."""
        return {"received_on": today}

    def shown(self, access: Access, row: DataRequest) -> None:
        """Record the viewing."""
        record_viewing(access, row)


def _must_be_open(request: DataRequest) -> None:
    if not DataRequest.everything.get(pk=request.pk).open:
        raise Refused(_("The request is closed. Open it again first."))


def start_searches(
    access: Access,
    request: DataRequest,
    processings: Iterable[Processing],
    person: User | None,
    due_on: date,
    *,
    version: int | None = None,
) -> None:
    """Ask whoever answers for each processing to search it, or `person` where nobody does.

    A processing that is being searched already is left as it is. Raises Invalid where nobody would search, Refused
    for a closed request, Stale after another's change.
    """
    with writing(access) as w:
        _must_be_open(request)
        w.update(request, {"state": SEARCHING}, version=version)
        known = set(RequestSearch.everything.filter(request=request).values_list("processing", flat=True))
        for row in processings:
            who = row.owner if row.owner and row.owner.is_active else person
            if who is None:
                sentence = _("Nobody answers for “%(title)s”. Choose who searches it.")
                raise Invalid({"person": [sentence % {"title": row}]})
            if row.pk not in known:
                values = {"request": request, "processing": row, "person": who, "due_on": due_on}
                w.create(RequestSearch, values)


def record_search(
    access: Access, search: RequestSearch, *, found: bool, note: str, version: int | None = None
) -> RequestSearch:
    """Record what a search found. The caller has verified that the person searches it or handles the request.

    Raises Refused for a closed request, Stale after another's change.
    """
    with writing(Access(access.actor, {EDIT: frozenset({EVERYWHERE})})) as w:
        _must_be_open(search.request)
        return w.update(search, {"found": found, "note": note, "done_at": w.at}, version=version)


def extend(
    access: Access, request: DataRequest, told_on: date, reason: str, *, version: int | None = None
) -> None:
    """Extend the time by two months, told to the requester with reasons within the first month (article 12.3).

    Raises Invalid for a day that has not come or is after the first month, Refused without a rule of the first month.
    """
    first = request.due(FIRST)
    last = first and (first.later or first.last_day)
    if last is None:
        raise Refused(_("The city has no clock rule for answers (gdpr-12), so there is no time to extend."))
    if told_on > timezone.localdate() or not request.may_extend_on(told_on):
        sentence = _(
            "The person is told within the first month, by %(day)s, and before you write it here (art. 12.3)."
        )
        raise Invalid({"extended_on": [sentence % {"day": last}]})
    with writing(access) as w:
        _must_be_open(request)
        w.update(request, {"extended_on": told_on, "extension_reason": reason}, version=version)


def save_answer(
    access: Access,
    request: DataRequest,
    texts: Values,
    sent_on: date | None = None,
    *,
    refused: bool = False,
    version: int | None = None,
) -> DataRequest:
    """Save the answer. With `sent_on` freeze it as it was sent, and close the request: answered or refused (12.4).

    Raises Refused for a closed request, and as sent while the identity is asked for but not proved, or searches wait
    for an answer; Stale after another's change.
    """
    with writing(access) as w:
        _must_be_open(request)
        if sent_on is None:
            return w.update(request, texts, version=version)
        if request.identity == IdentityCheck.ASKED:
            raise Refused(
                _("The identity has been asked for and is not proved. Say how it was proved first.")
            )
        if not refused and RequestSearch.everything.filter(request=request, done_at=None).exists():
            raise Refused(
                _("Searches wait. Record what they found, or open them and write that nothing was.")
            )
        state = RequestState.REFUSED if refused else RequestState.ANSWERED
        saved = w.update(request, {**texts, "state": state, "answered_on": sent_on}, version=version)
        document = canonical(answer_paper(access, saved, sent_on, refused=refused))
        sent = {"request": saved, "refused": refused, "document": document, "sent_on": sent_on}
        w.create(RequestAnswer, {**sent, "sent_by": access.actor.name})
        return saved


def erase_requester(access: Access, request: DataRequest, because: str) -> None:
    """Erase the texts of a closed request and of its searches (article 17); number, days and sent answer stay.

    Raises Refused for an open request, which is answered first.
    """
    with writing(access, because=because) as w:
        if DataRequest.everything.get(pk=request.pk).open:
            raise Refused(_("The request is open. It cannot be answered without the person's name."))
        for search in RequestSearch.everything.filter(request=request):
            w.update(search, {"note": ""})
        w.update(request, dict.fromkeys(DataRequest.personal_fields, ""))


def without_account() -> Access:
    """Return the access of an anonymous person, who may send a request to any unit and read nothing."""
    return Access(open_forms.without_account().actor, {EDIT: frozenset({EVERYWHERE})})


def receive_open_request(unit: Unit, texts: Mapping[str, object], reference: str) -> None:
    """Create a request that somebody without an account has sent; the same reference creates it once.

    The identity is asked for, so nothing is answered before it is proved.
    """
    digest = digest_of_reference(reference)
    with writing(without_account()) as w, override(settings.LANGUAGE_CODE):
        if not DataRequest.everything.filter(reference=digest).exists():
            today = timezone.localdate(w.at)
            fixed = {"owner_unit": unit, "received_on": today, "identity_on": today, "reference": digest}
            w.create(
                DataRequest,
                {**texts, **fixed, "identity": IdentityCheck.ASKED, "channel": _("The public form")},
            )


def find_by_reference(reference: str) -> DataRequest | None:
    """Return the request sent under the reference; having the reference is the only right needed."""
    rows = DataRequest.objects.unscoped(because="the reference itself is the right to see the state")
    return rows.filter(reference=digest_of_reference(reference)).first()
