from tests.stage import nodes, scene, stage, world

__all__ = ["nodes", "scene", "stage", "world"]
