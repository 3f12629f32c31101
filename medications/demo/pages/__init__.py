"""The pages, one a file, in the order in which they are published: what others show comes first."""

from medications.demo.pages import (
    about,
    comparison_mometasone,
    drug_calcipotriene,
    drug_mometasone,
    drug_pimecrolimus,
    drug_tacrolimus,
    editorial_policy,
    explainer_fingertip_units,
    guide_apply_pimecrolimus,
    guide_store_creams,
    hub_topical_immunomodulator,
    news_steroid_labels,
)

PAGES = [
    about.PAGE,
    editorial_policy.PAGE,
    drug_pimecrolimus.PAGE,
    drug_tacrolimus.PAGE,
    drug_mometasone.PAGE,
    drug_calcipotriene.PAGE,
    guide_apply_pimecrolimus.GUIDE,
    comparison_mometasone.ARTICLE,
    explainer_fingertip_units.ARTICLE,
    news_steroid_labels.ARTICLE,
    hub_topical_immunomodulator.HUB,
    guide_store_creams.GUIDE,
]
