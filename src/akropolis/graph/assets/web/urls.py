"""URLs of the graph's own pages. The URLs of its registers follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.assets.web import dependencies, graph_files, nodes, picture

urlpatterns: list[URLPattern] = [
    path("graf/fil/", graph_files.GRAPH.view(), name="graph-files"),
    path("graf/fil/xlsx/", graph_files.book, name="graph-files-book"),
    path("graf/fil/graphml/", graph_files.graphml, name="graph-files-graphml"),
    path("graf/<uuid:pk>/", nodes.page, name="graph-node"),
    path("graf/<uuid:pk>/beroende/<uuid:dependency>/avsluta/", dependencies.END.view, name="dependency-end"),
    path("graf/beroende/<uuid:pk>/sank/", dependencies.LOWER.view, name="dependency-lower"),
    path(
        "graf/beroende/<uuid:pk>/sank/<uuid:lowering>/avsluta/",
        dependencies.END_LOWERING.view,
        name="lowering-end",
    ),
    path("graf/<uuid:pk>/bild/", picture.picture_page, name="graph-picture"),
    path("graf/<uuid:pk>/bild/data/", picture.picture_data, name="graph-picture-data"),
    path("graf/<uuid:pk>/bild/fil/", picture.picture_file, name="graph-picture-file"),
]
