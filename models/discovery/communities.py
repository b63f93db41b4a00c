"""Communities of a neighbour graph that many shuffled runs agree on.

One run of Louvain (Blondel et al. 2008) depends on the order of the nodes, and the
communities on which letters happen to be there. Letters that a few runs join at once
become one node (core groups, Ovelgönne and Geyer-Schulz 2012): the graph is many times
smaller, and doubt is about the place of such circles, not about who stands in them.
How fine to group is read off runs that weigh the letters anew (Bayesian bootstrap,
Rubin 1981): as fine as these agree about as well as on any coarser grouping. Then many
shuffled runs vote on each edge, and the last grouping is the best of some runs on the
votes (consensus clustering, Lancichinetti and Fortunato 2012). scikit-network's Leiden
is not used for it: it draws from the C library's generator, which nobody seeds, so that
equal letters gave other topics.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cbrt, sqrt
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from models.discovery.louvain import Labels, Shares, Shuffled

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

RESOLUTIONS = (0.7, 1.0, 1.4, 2.0, 3.0, 4.0, 6.0, 9.0)
CORE_RUNS = 6  # shuffled runs that must join letters into one core
CORE_RESOLUTION = RESOLUTIONS[-1]  # cores may be finer than topics, never coarser
CORE_GAIN = 0.01  # modularity that a sweep must gain for another one to follow
TRIAL_RUNS = 6  # resamplings per resolution while looking for the right one
MORE_TRIAL_RUNS = 12  # as many where letters are few, for doubt is then a rough guess
FEW_LETTERS = 3_000
FINAL_RUNS = 10  # shuffled runs that vote at each resolution
TOLERATED_DOUBT = 1.7  # times the least doubt of any resolution, but at most
TOLERATED_EXCESS = 0.038  # more than it: where all doubt much, a little more is much
LEAST_DOUBT = 0.012  # below this chance that two runs disagree, doubt is noise
LETTERS_OF_A_TOPIC = 20  # on average, for more topics than a topic has letters
MOST_DOUBT = 0.13  # of the surest resolution; beyond it there are no communities
COARSER, FINER = 2, 1  # resolutions beside the chosen one that vote with it
SOFTER = 0.95  # of a resolution that makes too many communities on voted edges
LEAST_VOTE = 1e-3  # of an edge that no run keeps together


class _Votes(NamedTuple):
    """Share of ``runs`` that keep both ends of each edge together, shape (edges,), and
    how many communities a run finds."""

    shares: Shares
    communities: float
    runs: int

    def doubt(self, weights: Shares) -> float:
        """Chance that two runs disagree on an edge, edges counting by weight.

        A run does not disagree with itself, so that only pairs of two count.
        """
        apart = 2 * self.shares * (1 - self.shares) * self.runs / (self.runs - 1)
        return float(np.average(apart, weights=weights))


class _Agreed(NamedTuple):
    """The resolution to group at, and all those that vote."""

    resolution: float
    beside: list[float]


@dataclass(frozen=True)
class _Cores:
    """A symmetric graph whose letters are gathered in cores.

    ``members`` (letters,) are core numbers; ``sources``, ``targets`` and ``weights``
    (links,) the links between letters, ``edges`` (links,) the edge between cores that
    each is part of; ``starts`` (cores + 1,) and ``ends`` (edges,) are these edges in
    compressed rows. What lies within a core is an edge to itself, so that modularity
    is that of the whole graph.
    """

    members: Labels
    sources: NDArray[np.int32]
    targets: NDArray[np.int32]
    weights: NDArray[np.float32]
    edges: Labels
    starts: Labels
    ends: Labels

    @classmethod
    def gather(cls, graph: "csr_matrix", members: Labels) -> Self:
        """The cores of a graph, given the core of each of its letters."""
        links = graph.tocoo()
        total = int(members.max()) + 1
        codes = members[links.row] * total + members[links.col]
        known, edges = np.unique(codes, return_inverse=True)
        starts = np.searchsorted(known, np.arange(total + 1) * total)
        return cls(
            members, links.row, links.col, links.data, edges, starts, known % total
        )

    @property
    def begins(self) -> Labels:
        """The core that each edge begins at, shape (edges,)."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def weigh(self, letters: Shares | None = None) -> Shares:
        """Weight of each edge, (edges,), when letters count as given, else once."""
        weights = self.weights.astype(np.float64)
        if letters is not None:
            weights = weights * letters[self.sources] * letters[self.targets]
        return np.bincount(self.edges, weights, len(self.ends)).astype(np.float64)

    def graph(self, weights: Shares) -> "csr_matrix":
        """The graph of cores with these weights (edges,)."""
        from scipy.sparse import csr_matrix

        total = len(self.starts) - 1
        parts = (weights.astype(np.float32), self.ends, self.starts)
        return csr_matrix(parts, shape=(total, total))

    def shuffled(self, weights: Shares, seeds: Sequence[int]) -> list[Shuffled]:
        """The same, once in each order."""
        graph = self.graph(weights)
        return [Shuffled.of(graph, seed) for seed in seeds]

    def resampled(self, seeds: Sequence[int]) -> list[Shuffled]:
        """The graph of cores with random weights of the letters each time."""
        drawn = ((self.weigh(_draw(seed, len(self.members))), seed) for seed in seeds)
        return [self.shuffled(weights, [seed])[0] for weights, seed in drawn]

    def votes(self, graphs: Sequence[Shuffled], resolution: float) -> _Votes:
        """What runs on these graphs say, one on each."""
        begins = self.begins
        together, communities = [], []
        for graph in graphs:
            labels = graph.communities(resolution)
            together.append(labels[begins] == labels[self.ends])
            communities.append(int(labels.max()) + 1)
        shares = np.mean(together, axis=0)
        return _Votes(shares, float(np.mean(communities)), len(together))

    def modularity(self, weights: Shares, labels: Labels, resolution: float) -> float:
        """How much more of the weights (edges,) lies within communities than would by
        chance (Reichardt and Bornholdt 2006)."""
        begins = self.begins
        within = weights[labels[begins] == labels[self.ends]].sum() / weights.sum()
        loads = np.bincount(labels[begins], weights) / weights.sum()
        return float(within - resolution * (loads @ loads))


def agreed_communities(graph: "csr_matrix", random_state: int) -> Labels | None:
    """A community number for every node of a symmetric weighted graph, shape (n,).

    They are as fine as runs agree on; None where these agree on nothing.
    """
    if graph.nnz == 0:
        return np.arange(graph.shape[0])
    cores = _Cores.gather(graph, _find_cores(graph, random_state))
    seeds, letters = _seeds(random_state, FINAL_RUNS), graph.shape[0]
    most = _most_topics(letters)
    trials = _seeds(
        random_state, MORE_TRIAL_RUNS if letters < FEW_LETTERS else TRIAL_RUNS
    )
    agreed = _agreed_resolutions(cores, trials, most)
    if agreed is None:
        return None
    graphs = cores.shuffled(cores.weigh(), seeds)
    shares = [cores.votes(graphs, voting).shares for voting in agreed.beside]
    found = _group(cores, np.mean(shares, axis=0), agreed.resolution, most, seeds)
    labels: Labels = found[cores.members]
    return labels


def _most_topics(letters: int) -> float:
    """How many topics there may be where runs agree on no number, and so any is true.

    As many as a topic has letters, so that neither list is the longer (20 of 400). A
    few hundred letters more speak of more matters if these keep their size, but what is
    written about grows slower than what is written: 46 of 1,000, 100 of 10,000.
    """
    slower = cbrt(100 * letters)
    return max(sqrt(letters), min(letters / LETTERS_OF_A_TOPIC, slower))


def _find_cores(graph: "csr_matrix", random_state: int) -> Labels:
    """The core of each node, (n,): nodes that the first steps of all runs join."""
    seeds = _seeds(random_state, CORE_RUNS)
    graphs = (Shuffled.of(graph, seed) for seed in seeds)
    runs = [one.first_communities(CORE_RESOLUTION, CORE_GAIN) for one in graphs]
    cores = np.unique(np.stack(runs), axis=1, return_inverse=True)[1]
    return cores.ravel().astype(np.int64)


def _seeds(random_state: int, runs: int) -> list[int]:
    """A seed for each run, below 2 ** 32 whatever the random state is."""
    return [
        int(seed) for seed in np.random.SeedSequence(random_state).generate_state(runs)
    ]


def _draw(seed: int, letters: int) -> Shares:
    """Random weights of letters, (letters,), with mean one."""
    return np.random.default_rng(seed).exponential(1.0, letters)


def _agreed_resolutions(
    cores: _Cores, seeds: Sequence[int], most: float
) -> _Agreed | None:
    """The finest resolution that the runs agree on about as well as on any, and those
    beside it that they agree on as well: what holds at several is no chance.

    There are at most ``most`` topics. None where runs agree on nothing.
    """
    seen = _scan(cores, seeds, most)
    weights = cores.weigh()
    doubts = [votes.doubt(weights) for votes in seen]
    if min(doubts) > MOST_DOUBT:
        return None
    too_many = len(seen) > 1 and seen[-1].communities > most
    few = doubts[:-1] if too_many else doubts
    bearable, chosen = _bearable(few), _finest(few)
    beside = range(max(chosen - COARSER, 0), min(chosen + FINER + 1, len(seen)))
    heard = [RESOLUTIONS[row] for row in beside if doubts[row] <= bearable]
    return _Agreed(_bearable_resolution(few, chosen), heard)


def _finest(doubts: Sequence[float]) -> int:
    """Which of these doubts, from coarse to fine, is the last before one too many.

    What lies behind it is no topic, however sure: communities as small as cores are
    sure because cores cannot be parted.
    """
    bearable = _bearable(doubts)
    sure = [row for row, doubt in enumerate(doubts) if doubt <= bearable]
    breaks = [row for row in range(sure[0], len(doubts)) if row not in sure]
    return breaks[0] - 1 if breaks else len(doubts) - 1


def _bearable_resolution(doubts: Sequence[float], chosen: int) -> float:
    """The resolution at which doubt, rising from the ``chosen`` one on to the next,
    becomes too much.

    Else letters that shift a doubt a little past what is bearable, or back, would say
    whether all are grouped half as fine again.
    """
    resolution = RESOLUTIONS[chosen]
    if chosen + 1 == len(doubts):
        return resolution
    room = _bearable(doubts) - doubts[chosen]
    share = room / (doubts[chosen + 1] - doubts[chosen])
    return float(resolution * (RESOLUTIONS[chosen + 1] / resolution) ** share)


def _bearable(doubts: Sequence[float]) -> float:
    """The doubt up to which a resolution is about as sure as the surest of these.

    The least of a few doubts is itself uncertain. What is tolerated beyond it must be
    more than that, or chance says how fine a continuum is grouped.
    """
    least = min(doubts)
    tolerated = min(least * TOLERATED_DOUBT, least + TOLERATED_EXCESS)
    return max(tolerated, LEAST_DOUBT)


def _scan(cores: _Cores, seeds: Sequence[int], most: float) -> list[_Votes]:
    """Votes at each resolution, until runs find more than ``most`` communities."""
    graphs = cores.resampled(seeds)
    seen: list[_Votes] = []
    for resolution in RESOLUTIONS:
        seen.append(cores.votes(graphs, resolution))
        if len(seen) > 1 and seen[-1].communities > most:
            break
    return seen


def _group(
    cores: _Cores,
    shares: Shares,
    resolution: float,
    most: float,
    seeds: Sequence[int],
) -> Labels:
    """Communities of cores on the voted edges, at most ``most`` where that can be.

    Votes weaken what ties communities together, so that the same resolution finds
    more of them than a run does; it is lowered until they are few enough. The root
    keeps an edge that few runs vote for from counting for next to nothing.
    """
    weights = cores.weigh() * (np.sqrt(shares) + LEAST_VOTE)
    voted = cores.shuffled(weights, seeds)
    first = voted[0].communities(resolution)
    while first.max() >= most and resolution >= RESOLUTIONS[0]:
        resolution *= SOFTER
        first = voted[0].communities(resolution)
    runs = [first, *(graph.communities(resolution) for graph in voted[1:])]
    few = [run for run in runs if run.max() < most] or [first]
    return max(few, key=lambda run: cores.modularity(weights, run, resolution))
