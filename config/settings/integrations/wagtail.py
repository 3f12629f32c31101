"""Wagtail's own switches."""

from zoneinfo import available_timezones

from config.env import env

WAGTAIL_SITE_NAME = "Formulary"
WAGTAILADMIN_BASE_URL = env.admin_base_url
WAGTAILAPI_BASE_URL = env.api_base_url
WAGTAILAPI_LIMIT_MAX = 100
# Where the admin's "View live" leads; without one, to the page's JSON.
FRONTEND_URL = env.frontend_url

# An approval is of the words that were read: an edit afterwards asks for a new one. Off in stock Wagtail.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
# And what was approved is what goes live; stock Wagtail publishes whatever was saved last.
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.publishing.workflow.publish_approved"
# A page that moves or changes its slug leaves a redirect for the links that are out there.
WAGTAILREDIRECTS_AUTO_CREATE = True
# To the second: a form that shows only minutes changes the times of a page each time it is saved, and with them
# what an approval was for.
WAGTAIL_DATETIME_FORMAT = "%Y-%m-%d %H:%M:%S"
# The API knows no users, so nothing could ask for a password; cms.core.models.BasePage leaves out the groups.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_I18N_ENABLED = False
# "localtime" is a file of some systems and no zone: browsers refuse it, and the account page with it.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime"})
TAGGIT_CASE_INSENSITIVE = True

# A publisher's server does not call home.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# No avatars from a third party: that would tell it who edits medicines content.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
