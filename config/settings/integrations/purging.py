"""The caches before us that are told what has changed: none, or those named in `PURGE_CACHES`."""

from config.env import env

# varnish, fastly, cloudflare, cloudfront. What stands nearer to us goes first: the one before it asks it anew.
PURGE_CACHES = env.purge_caches

VARNISH_SERVERS = env.varnish_servers

FASTLY_SERVICE = env.fastly_service
FASTLY_TOKEN = env.fastly_token
FASTLY_API = "https://api.fastly.com"

CLOUDFLARE_ZONE = env.cloudflare_zone
CLOUDFLARE_TOKEN = env.cloudflare_token
CLOUDFLARE_API = "https://api.cloudflare.com/client/v4"

CLOUDFRONT_DISTRIBUTION = env.cloudfront_distribution
AWS_ACCESS_KEY_ID = env.aws_access_key_id
AWS_SECRET_ACCESS_KEY = env.aws_secret_access_key
CLOUDFRONT_API = "https://cloudfront.amazonaws.com"

# CloudFront keeps 50 tags of an answer and forgets the rest.
API_MOST_SURROGATE_KEYS = 50 if "cloudfront" in PURGE_CACHES else 100
