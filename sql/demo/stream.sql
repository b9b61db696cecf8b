(
    -- What ${stream:table} stands for: one row per row to make, oldest first, from integer arithmetic alone, so that
    -- the same scale and as_of give the same rows on every database.
    --   n              1 … rows
    --   p              how far through the table, in millionths; the history grows: the last days see most rows
    --   known          the same a little earlier: a parent picked below this share exists already
    --   age            seconds before as_of, 1 … 730 days, fewer at weekends and at night
    --   skew, skew2    0 … 999999, mostly small: picks favourites
    --   a, b           0 … 999, even
    --   c, d, e        0 … 99, even
    -- The type of mod() is that of its divisor on H2, therefore a prime too large for an integer, and "million".
    select
        n,
        p,
        greatest(p * 98 / 100 - 8000, 0) as known,
        case
            when weekday >= 5 and mod(w, 10) < 7 then least(day_back + weekday - 4 + mod(u, 5), 729)
            else day_back
        end * 86400
            + 86400
            - case when mod(v, 10) < 8 then 25200 + mod(w, 43200) else mod(w, 86400) end as age,
        mod(u, million) * mod(u, million) / million * mod(u, million) / million as skew,
        mod(v, million) * mod(v, million) / million * mod(v, million) / million as skew2,
        mod(w, 1000) as a,
        mod(w / 1000, 1000) as b,
        mod(u / 1000000, 100) as c,
        mod(v / 1000000, 100) as d,
        mod(w / 1000000, 100) as e
    from (
        select
            n,
            p,
            million,
            day_back,
            mod(${as_of_day} + 2 - day_back, 7) as weekday,
            mod(x * x, 2147483659) as u,
            mod(y * y, 2147483659) as v,
            mod(z * z, 2147483659) as w
        from (
            select
                n,
                n * 1000000 / ${rows} as p,
                cast(1000000 as bigint) as million,
                729 - least(
                    729,
                    730 * (n * 1000000 / ${rows} * (3000000 - n * 1000000 / ${rows}) / 2000000) / 1000000) as day_back,
                mod(n * 48271 + ${salt}, 2147483659) as x,
                mod(n * 69621 + ${salt} * 3, 2147483659) as y,
                mod(n * 39373 + ${salt} * 7, 2147483659) as z
            from generate_series(cast(1 as bigint), cast(${rows} as bigint)) as series(n)
        ) as numbered
    ) as mixed
) as stream
