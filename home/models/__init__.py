"""The home page, plain pages, and what is set once for a whole site."""

from home.models.grants import InitialGrant
from home.models.home_page import FeaturedPage, HomePage
from home.models.navigation import MenuPlace, Navigation, NavigationItem
from home.models.site_profile import SiteProfile
from home.models.standard_page import PolicyKind, StandardPage

__all__ = [
    "FeaturedPage",
    "HomePage",
    "InitialGrant",
    "MenuPlace",
    "Navigation",
    "NavigationItem",
    "PolicyKind",
    "SiteProfile",
    "StandardPage",
]
