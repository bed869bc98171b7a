"""People and posts as the forms of a plan offer them."""

from dunmiao.posts.models import Post
from dunmiao.secondments.models import Nomination


def named(nomination: Nomination) -> str:
    """The nominee with his unit, as he is offered."""
    return f"{nomination.cadre.name} {nomination.home_unit.name}"


def titled(post: Post) -> str:
    """The post with its unit, as it is offered."""
    return f"{post.unit.name} {post.title}"
