"""What this room says when it refuses or warns."""

from dunmiao.kernel.findings import Catalogue

say = Catalogue(
    {
        "post.nobody": (
            "目前无人符合：{reasons}。",
            "Nobody meets this: {reasons}.",
        ),
        "post.only_one": (
            "仅 1 人符合，岗位要求可能过窄。",
            "Only 1 person meets this; the requirement may be too narrow.",
        ),
    }
)
