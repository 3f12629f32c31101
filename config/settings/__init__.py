"""One module per place Formulary runs: `local` (a desk, the demo), `production`, `test`. All start from `base`."""
