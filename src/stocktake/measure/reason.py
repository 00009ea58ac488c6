"""Why a series has no verdict, or what to keep in mind about one, in words."""

from collections.abc import Mapping

NO_VERDICT: Mapping[str, str] = {
    "no_value": "No value has been published up to the year of the review.",
    "not_known": "No indicator of this id is known, so neither is which way is better; --indicators names a folder of your own.",
    "not_graded": "Shown for information: progress on this figure is not graded.",
    "unit_differs": "The figures come in another unit than the one the target is set in.",
    "as_of_before_base": "The review looks at a year before the base year.",
    "after_target_year": "All values since the base year are later than the target year.",
    "no_value_since_base": "No value has been published since the base year.",
    "no_bounds": "Nobody has published a best and a worst value for this figure, and the method scores it between the two.",
    "no_number": "The target has no number, and the method leaves such indicators out.",
    "yes_or_no": "A yes-or-no figure whose condition is not met; the method has no rule for its pace.",
    "old_window": "The latest value is older than the method allows.",
    "no_start": "No value lies near the year in which the method's trend should start.",
    "one_value": "There is one value since the base year; a trend needs two.",
    "one_in_window": "There is one value in the method's window; a trend needs two.",
    "short_window": "The values in the method's window lie too few years apart for a trend; how few is stocktake's own choice.",
    "no_rate_to_zero": "The target is zero, no rate of change leads there, and the method has no rule for it.",
    "stays_zero": "The first and the last value are zero, and from zero there is no rate of change.",
    "zero_start": "The first value is zero, and from zero there is no rate of change.",
    "signs_mixed": "Values, or values and target, lie on both sides of zero, so there is no rate of change.",
}
"""Reasons for having no verdict, by key, the one that counts first."""

CAUTIONS: Mapping[str, str] = {
    "leaving_target": "The latest value meets the target, but the fitted line leads away from it; the class is stocktake's own rule.",
    "falling_in_green": "The latest value is past the threshold of the method, although it has been getting worse.",
    "meets_target": "The latest value meets the target, whatever the trend.",
    "near_target": "The latest value lies so near the end of the scale that the method counts the target as met.",
    "target_not_met": "A yes-or-no figure: the condition is not met.",
    "nearly_met": "The value of the target year falls a little short of the target; the method counts that as met.",
    "target_year_missed": "The value of the target year falls short of the target; this class is stocktake's own rule.",
    "fell_through": "The base value was better than the target and the latest is worse; this class is stocktake's own rule.",
    "moved_away": "The base value was exactly the target and the latest no longer meets it; this class is stocktake's own rule.",
    "line_leads_away": "The fitted line leads away from the target, and yet ends nearer to it than the base value was.",
    "target_year_passed": "The target year has passed; judged on the values up to it.",
    "zero_target": "A small number stands in for the target of zero, and the result depends on which.",
    "zero_base": "A small number stands in for the base value of zero, and the result depends on which.",
    "all_negative": "All values are below zero, so the wanted direction is turned round.",
    "both_negative": "First and last value are below zero, so the wanted direction of the rate is turned round.",
    "base_at_limit": "The base value is at the natural limit of the scale: holding it counts as on track.",
    "base_beyond_limit": "The base value lies beyond the natural limit of the scale; read the class with care.",
    "early_base": "The base year has no value and values come years apart, so the year before it is the base.",
    "late_base": "The base year has no value, so the first year after it is the base.",
    "nearest_before": "The base year has no value, so the nearest year before it is the base.",
}
"""What to keep in mind about a verdict, by key, the one that counts first."""

SENTENCES: Mapping[str, str] = {**NO_VERDICT, **CAUTIONS}
