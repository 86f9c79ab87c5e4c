"""For load balancers and monitors, which sign in nowhere: names of parts, and whether each is well. No number, no word."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.health import parts


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """This process answers. Asks nobody."""
    return HttpResponse("live", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """503 where no page can be answered, so that a load balancer sends people elsewhere. What else is not well is named
    with a 200: members go on writing without search. A monitor asks `?all`, to which that is a 503 too."""
    said = parts.answers()
    whole = all(answer.ok for answer in said.values())
    well = whole if "all" in request.GET else parts.can_serve(said)
    told = {
        "status": "well" if whole else "not whole",
        "parts": {name: "well" if answer.ok else "not well" for name, answer in said.items()},
    }
    return JsonResponse(told, status=200 if well else 503)
