"""The functions of Spark SQL that a query may call: those that tests have tried, by what they do.

Any other name is refused, so that no query means something else in DuckDB than in Spark, and none
reaches what is outside the tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Operators, CASE, CAST, LIKE, RLIKE, IN, BETWEEN and EXISTS are no functions, and always there.
FUNCTIONS: Mapping[str, str] = {
    "Aggregates": "any_value approx_count_distinct approx_percentile array_agg avg bool_and bool_or"
    " collect_list collect_set corr count count_if covar_pop covar_samp every first kurtosis last"
    " listagg max max_by mean median min min_by mode percentile percentile_approx percentile_cont"
    " percentile_disc skewness std stddev stddev_pop stddev_samp string_agg sum var_pop var_samp"
    " variance",
    "Windows": "cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank"
    " rank row_number",
    "Numbers": "abs bigint cbrt ceil ceiling decimal double exp float floor greatest int least ln"
    " log log10 log2 mod negative pi pmod pow power round sign signum smallint sqrt tinyint"
    " zeroifnull",
    "Texts": "ascii btrim char char_length character_length chr concat concat_ws contains endswith"
    " initcap instr lcase left len length levenshtein locate lower lpad ltrim md5 overlay position"
    " regexp_extract regexp_like regexp_replace replace reverse right rpad rtrim sha sha1 sha2"
    " split split_part startswith string substr substring translate trim ucase upper",
    "Dates": "add_months curdate current_date current_timestamp date date_add date_diff date_format"
    " date_part date_sub date_trunc dateadd datediff datepart day dayofmonth dayofweek dayofyear"
    " extract from_unixtime getdate hour last_day localtimestamp make_date minute month"
    " months_between next_day now quarter second timestamp timestamp_millis timestamp_seconds"
    " timestampadd timestampdiff to_date to_timestamp to_unix_timestamp trunc try_to_timestamp"
    " unix_date unix_millis unix_timestamp weekday weekofyear year",
    "Conditions": "boolean coalesce decode if ifnull isnotnull isnull nullif nvl nvl2",
    "Lists and maps": "aggregate array array_append array_compact array_contains array_distinct"
    " array_except array_intersect array_join array_max array_min array_position array_prepend"
    " array_remove array_size array_sort array_union arrays_overlap cardinality element_at explode"
    " filter flatten get_json_object json_array_length map map_concat map_contains_key map_entries"
    " map_from_arrays map_keys map_values named_struct size slice sort_array struct to_json"
    " transform try_element_at",
}

#: All of their names.
NAMES = frozenset(name for names in FUNCTIONS.values() for name in names.split())

# How many arguments they take where it is not one: the fewest and the most. Those that DuckDB could
# not be given are left out. Words like FROM and IN may stand for commas, and ``filter`` stands
# behind an aggregate too.
_COUNTS: Mapping[tuple[int, int | None], str] = {
    (0, 0): "cume_dist curdate current_date current_timestamp dense_rank getdate localtimestamp now"
    " percent_rank pi rank row_number",
    (0, 1): "ntile",
    (0, 2): "unix_timestamp",
    (0, None): "array concat map map_concat struct",
    (1, 2): "any_value approx_count_distinct array_sort btrim ceil ceiling decimal filter first"
    " first_value floor from_unixtime last last_value listagg log ltrim mode round rtrim sort_array"
    " string_agg to_date to_json to_timestamp to_unix_timestamp trim",
    (1, 3): "lag lead nth_value position substr substring",
    (1, 4): "overlay",
    (1, None): "coalesce concat_ws count",
    (2, 2): "add_months array_append array_contains array_except array_intersect array_position"
    " array_prepend array_remove array_union arrays_overlap contains corr covar_pop covar_samp"
    " date_format date_part date_sub date_trunc datepart element_at endswith get_json_object ifnull"
    " instr left map_contains_key map_from_arrays max_by min_by mod next_day nullif nvl percentile"
    " pmod pow power regexp_like right sha2 startswith transform trunc try_element_at",
    (2, 3): "approx_percentile array_join date_add date_diff dateadd datediff levenshtein locate"
    " lpad months_between percentile_approx regexp_extract replace rpad split",
    (2, None): "decode greatest least named_struct",
    (3, 3): "if make_date nvl2 slice split_part timestampadd timestampdiff translate",
    (3, 4): "aggregate regexp_replace",
}

#: The fewest and the most arguments of each; None if there may be any number.
ARGUMENTS: Mapping[str, tuple[int, int | None]] = {
    **dict.fromkeys(NAMES, (1, 1)),
    **{name: count for count, names in _COUNTS.items() for name in names.split()},
}
