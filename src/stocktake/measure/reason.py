"""Why a series has no verdict, or what to keep in mind about one, in words."""

from collections.abc import Mapping

NO_VERDICT: Mapping[str, str] = {
    "no_value": "No value has been published up to the year of the review.",
    "not_graded": "Shown for information: progress on this figure is not graded.",
    "as_of_before_base": "The review looks at a year before the base year.",
    "after_target_year": "All values since the base year are later than the target year.",
    "no_value_since_base": "No value has been published since the base year.",
    "one_value": "There is one value since the base year; a trend needs two.",
    "stays_zero": "The first and the last value are zero, and from zero there is no rate of change.",
    "signs_mixed": "Values, or values and target, lie on both sides of zero, so there is no rate of change.",
}
"""Reasons for having no verdict, by key, the one that counts first."""

CAUTIONS: Mapping[str, str] = {
    "meets_target": "The latest value meets the target, whatever the trend.",
    "target_not_met": "A yes-or-no figure: the condition is not met.",
    "target_year_missed": "The value of the target year falls short of the target; this class is stocktake's own rule.",
    "moved_away": "The base value was exactly the target and the latest no longer meets it; this class is stocktake's own rule.",
    "target_year_passed": "The target year has passed; judged on the values up to it.",
    "zero_target": "A small number stands in for the target of zero, and the result depends on which.",
    "zero_base": "A small number stands in for the base value of zero, and the result depends on which.",
    "all_negative": "All values are below zero, so the wanted direction is turned round.",
    "base_at_limit": "The base value is at the natural limit of the scale: holding it counts as on track.",
    "base_beyond_limit": "The base value lies beyond the natural limit of the scale; read the class with care.",
    "early_base": "The base year has no value and values come years apart, so the year before it is the base.",
    "late_base": "The base year has no value, so the first year after it is the base.",
}
"""What to keep in mind about a verdict, by key, the one that counts first."""

SENTENCES: Mapping[str, str] = {**NO_VERDICT, **CAUTIONS}
