"""The engine: small Django apps that know no medicine."""
