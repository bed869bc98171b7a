"""A second checker, written from docs/reference/certificate.md alone: plain loops, no arrays.

Rules and worth of a plan are the oracle's; here is what a certificate proves. It takes the problem
as it was read and shares nothing with the engine or its checker.
"""

from collections import Counter

from tests.engines.matching.oracle import balance, pair_worth

TABLES = ("person", "post", "unit", "host", "system", "county", "unit_post")
IDS = ("people", "posts", "units", "hosts", "systems", "counties")


class Second:
    def __init__(self, p, hard=False, only=None):
        self.p, self.pins = p, list(p.pins)
        self.pairs = list(zip(p.person.tolist(), p.post.tolist(), strict=True))
        self.full, self.reqs = set(p.tier_one), [list(t.requirements) for t in p.teams]
        plain = {e: pair_worth(p, e) for e in self.pairs}
        self.lowest = highest = 0
        for b in range(len(p.posts)):
            values = [v for e, v in plain.items() if e[1] == b]
            places = min(int(p.seats[b]), len(values))
            self.lowest += places * (min([0, *values]) - max([0, *p.balance]))
            highest += places * max([0, *values])
        self.h = highest - self.lowest + 1 if hard or only is not None else 0
        if only is not None:
            for team, reqs in zip(p.teams, self.reqs, strict=True):
                reqs[:] = [r for r in reqs if [team.id, r.id] in only.get("requirements", [])]
            self.full = {b for b in self.full if p.posts[b] in only.get("fill", [])}
            names = {e: [p.people[e[0]], p.posts[e[1]]] for e in self.pins}
            self.pins = [e for e in self.pins if names[e] in only.get("pins", [names[e]])]
        self.v = {e: v + self.h * (e[1] in self.full) for e, v in plain.items()}
        self.costs = [self.h or team.penalty for team in p.teams]
        self.sides = [s for told, s in self.across() if only is None or told in only.get("couples", []) + only.get("recusals", [])]  # fmt: skip

    def keys(self, e):
        p, unit, host = self.p, int(self.p.unit_of[e[0]]), int(self.p.host_of[e[1]])
        above = int(p.system_of[unit]), int(p.county_of[host]), (unit, e[1])
        return dict(zip(TABLES, (*e, unit, host, *above), strict=True))

    def cap(self, table, key):
        p = self.p
        caps = dict(person=[1] * len(p.people), post=p.seats, unit=p.release_cap, host=p.host_cap, system=p.system_cap, county=p.county_cap)  # noqa: C408  # fmt: skip
        cap = p.unit_post_cap if table == "unit_post" else int(caps[table][key])
        return None if cap < 0 else cap

    def across(self):
        p = self.p
        for pair in p.recusals:
            names = [p.people[c] for c in pair]
            for t, team in enumerate(p.teams):
                own = [{b for a, b in self.pairs if a == c and p.team_of[b] == t} for c in pair]
                if all(own):
                    yield names, (f"recusal|{team.id}|{'|'.join(names)}", list(zip(pair, own, (1, 1), strict=True)), 1)  # fmt: skip
        for bond in p.bonds:
            pair, names = (bond.first, bond.second), [p.people[bond.first], p.people[bond.second]]
            told = {"people": names, "keep": bond.keep, "level": bond.level}
            for at, place in enumerate(p.hosts if bond.level == "host" else p.counties):
                own = [{e[1] for e in self.pairs if e[0] == c and self.keys(e)[bond.level] == at} for c in pair]  # fmt: skip
                head = "|".join([bond.keep, bond.level, *names, place])
                if bond.keep == "apart" and all(own):
                    yield told, (head, list(zip(pair, own, (1, 1), strict=True)), 1)
                for way, sign in (("first", 1), ("second", -1)) if bond.keep == "near" and any(own) else ():  # fmt: skip
                    yield told, (f"{head}|{way}", list(zip(pair, own, (sign, -sign), strict=True)), 0)  # fmt: skip

    def hopeless(self, pins, out=frozenset()):
        counts, at = Counter(item for e in pins for item in self.keys(e).items()), dict(pins)
        over = any(n > self.cap(*k) for k, n in counts.items() if self.cap(*k) is not None)
        for _id, terms, cap in self.sides:
            over |= cap < sum(s * (at[c] in x) if c in at else min(0, s) * bool(x) for c, x, s in terms)  # fmt: skip
        return over or bool(set(pins) & (self.p.forbidden | out))

    def bound(self, node, pins, out=frozenset(), depth=0):
        best = self.by_prices(node, pins, out)
        if node.get("branch") and depth < 200:
            placed, (c, b) = node["branch"]["placed"], node["branch"]["pair"]
            e = (self.p.people.index(c), self.p.posts.index(b))
            halves = [self.bound(node["branch"]["kept_out"], pins, out | {e}, depth + 1)]
            more = list(dict.fromkeys([*pins, e]))
            if e in self.v:
                assert placed is not None or self.hopeless(more, out), "a null half that may hold"
                halves += [] if placed is None else [self.bound(placed, more, out, depth + 1)]
            best = min(best, max(halves))
        assert node["bound"] >= best, "a node claims less than it proves"
        return best

    def by_prices(self, node, pins, out):
        p, scale, at = self.p, node["scale"], dict(pins)
        price = {(t, getattr(p, ids).index(k)): n for t, ids in zip(TABLES, IDS, strict=False) for k, n in node.get(t, {}).items()}  # fmt: skip
        price |= {("unit_post", (p.units.index(u), p.posts.index(b))): n for u, b, n in node.get("unit_post", [])}  # fmt: skip
        tau = dict(node.get("sides", []))
        for table in ("sides", "unit_post", "teams"):
            names = [str(x[:-1]) if isinstance(x, list) else x["id"] for x in node.get(table, [])]
            assert len(set(names)) == len(names)
        assert set(tau) <= {s[0] for s in self.sides}
        assert all(type(n) is int and 0 <= n < 2**58 for n in (scale, *price.values(), *tau.values()))  # fmt: skip
        by_steps = {("unit", u) for u in range(len(p.units)) if p.balance}
        price = {k: n for k, n in price.items() if k in by_steps or self.cap(*k) is not None}
        used = Counter(item for e in pins for item in self.keys(e).items())
        seats = [int(n) - used["post", b] for b, n in enumerate(p.seats)]
        free = [e for e in self.pairs if e[0] not in at and seats[e[1]] > 0 and e not in p.forbidden | out]  # fmt: skip
        dear = {c: price.get(("person", c), 0) for c in range(len(p.people)) if c not in at}
        rest = {e: scale * self.v[e] - sum(price.get(k, 0) for k in list(self.keys(e).items())[2:]) for e in free}  # fmt: skip
        for e in free:
            rest[e] -= sum(s * tau.get(i, 0) for i, ts, _ in self.sides for c, x, s in ts if c == e[0] and e[1] in x)  # fmt: skip
            if p.team_of[e[1]] < 0:
                dear[e[0]] = max(dear[e[0]], rest[e] - price.get(("post", e[1]), 0))
        total = scale * (sum(self.v[e] for e in pins) - balance(p, pins)) + sum(dear.values())
        total -= scale * self.h * sum(int(p.seats[b]) for b in self.full)
        for (t, k), n in price.items():
            cap = self.cap(t, k)
            if (t, k) in by_steps:
                top = min(p.unit_of.tolist().count(k), 10**9 if cap is None else cap)
                total += sum(max(0, n - scale * p.balance[min(i, len(p.balance) - 1)]) for i in range(used[t, k], top))  # fmt: skip
            elif t != "person" and not (t == "post" and p.team_of[k] >= 0):
                total += n * (cap - used[t, k])
        total += sum(tau.get(i, 0) * (cap - sum(s for c, x, s in ts if at.get(c) in x)) for i, ts, cap in self.sides)  # fmt: skip
        proofs = {entry["id"]: entry for entry in node.get("teams", [])}
        assert set(proofs) <= {t.id for t in p.teams}
        for t, team in enumerate(p.teams):
            gain = {e: rest[e] - dear[e[0]] for e in free if p.team_of[e[1]] == t}
            have = [sum(bool(r.members[a]) for a, b in pins if p.team_of[b] == t) for r in self.reqs[t]]  # fmt: skip
            total += self.alone(t, gain, have, seats, proofs.get(team.id, {"kind": "dp"}), scale)
        return total // scale

    def alone(self, t, gain, have, seats, proof, scale):
        reqs, cost, need = self.reqs[t], scale * self.costs[t], [r.need for r in self.reqs[t]]
        states = {tuple(map(min, have, need)): 0}
        if proof["kind"] == "linear":
            lam = [min(cost, proof["requirement"].get(r.id, 0)) for r in reqs]
            most = {e: g + sum(x for x, r in zip(lam, reqs, strict=True) if r.members[e[0]]) for e, g in gain.items()}  # fmt: skip
            tops = [sorted((w for e, w in most.items() if e[1] == b), reverse=True)[: seats[b]] for b in {e[1] for e in gain}]  # fmt: skip
            owed = sum(x * max(0, n - h) for x, n, h in zip(lam, need, have, strict=True))
            return sum(max(0, w) for top in tops for w in top) - owed
        rho = {self.p.people.index(c): n for c, n in proof.get("person", {}).items()}
        assert [proof["kind"], *({type(n) is int and n >= 0 for n in rho.values()} - {True})] == ["dp"]  # fmt: skip
        for b in {e[1] for e in gain}:
            layers = [states, *({} for _ in range(seats[b]))]
            for e in [e for e in gain if e[1] == b]:
                for used in range(seats[b] - 1, -1, -1):
                    for state, w in list(layers[used].items()):
                        new = tuple(min(n, x + bool(r.members[e[0]])) for n, x, r in zip(need, state, reqs, strict=True))  # fmt: skip
                        now = w + gain[e] - rho.get(e[0], 0)
                        layers[used + 1][new] = max(layers[used + 1].get(new, now), now)
            states = dict(
                sorted((x for layer in layers for x in layer.items()), key=lambda x: x[1])
            )
        return sum(rho.values()) + max(w - cost * (sum(need) - sum(x)) for x, w in states.items())
