"""The URLs of moments' tasks and papers. Those of the register and of the steps follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.assurance.moments.web import moments, tasks

urlpatterns: list[URLPattern] = [
    path("moment/uppgift/<uuid:pk>/klar/", tasks.DONE.view, name="moment-task-done"),
    path("moment/uppgift/<uuid:pk>/galler-inte/", tasks.NOT_APPLICABLE.view, name="moment-task-not"),
    path("moment/uppgift/<uuid:pk>/oppna/", tasks.REOPEN.view, name="moment-task-reopen"),
    path("moment/<uuid:pk>/protokoll.<str:form>", moments.paper, name="moment-paper"),
]
