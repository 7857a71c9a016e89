"""Inference by neural networks: an ensemble of normalising flows, trained on simulated records (neural posterior estimation).

The flows learn what the regression leaves: the numbers of which the figures tell, less what the summary expects, made uncorrelated,
given the figures. So they begin where a linear and normal posterior ends, and have only its bends and tails to learn. Needs
`foedus[inference]`. Source: Papamakarios & Murray 2016; Radev et al. 2023 (BayesFlow); Dinh et al. 2017 (coupling flows).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.inference.regression import Summary
from model.errors import RequestError

__all__ = ["Flows"]

MEMBERS, EPOCHS, BATCH = 5, 10, 256
DEPTH, WIDTH, DROPOUT, RATE, DECAY = 4, 64, 0.1, 1e-3, 1e-2


def _bayesflow() -> Any:
    """BayesFlow on JAX. Errors: RequestError where the extra is not installed."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    try:
        import bayesflow
    except ImportError:
        raise RequestError("flows need BayesFlow; install it with: pip install 'foedus[inference]'") from None
    return bayesflow


@dataclass(frozen=True)
class Flows:
    """The method: each draw comes from one of the flows, in turn."""

    z: np.ndarray
    summary: Summary
    root: np.ndarray  # of the covariance of what the summary leaves
    members: tuple[Any, ...]

    @classmethod
    def fit(cls, x: np.ndarray, z: np.ndarray, seed: int = 0, members: int = MEMBERS) -> Flows:
        summary = Summary.fit(x, z)
        told = summary.told()
        left = z[:, told] - summary.fitted[:, told]
        root = np.linalg.cholesky(np.cov(left.T))
        u = np.linalg.solve(root, left.T).T
        return cls(z, summary, root, tuple(_trained(x, u, seed + k) for k in range(members)))

    def draws(self, x: np.ndarray, count: int, seed: int = 0) -> np.ndarray:
        """(records, count, numbers) worlds for each record; what the figures do not tell comes from the prior."""
        told = self.summary.told()
        share = -(-count // len(self.members))
        given = {"x": x.astype(np.float32)}
        u = np.concatenate([m.sample(num_samples=share, conditions=given, seed=seed)["u"] for m in self.members], axis=1)
        stream = np.random.Generator(np.random.Philox(key=[seed, 82]))
        found = self.z[stream.integers(0, len(self.z), (len(x), count))]
        order = stream.permutation(u.shape[1])[:count]
        found[:, :, told] = self.summary.of(x)[:, None, told] + np.asarray(u)[:, order] @ self.root.T
        return found


def _trained(x: np.ndarray, u: np.ndarray, seed: int) -> Any:
    """One flow, from its own random start, on nine tenths of the records of its own choice."""
    bf = _bayesflow()
    import keras

    keras.utils.set_random_seed(seed)
    stream = np.random.Generator(np.random.Philox(key=[seed, 83]))
    mine = stream.permutation(len(x))[: max(BATCH, int(0.9 * len(x)))]
    widths = (WIDTH, WIDTH)
    flow = bf.networks.CouplingFlow(depth=DEPTH, subnet_kwargs={"widths": widths, "dropout": DROPOUT, "activation": "silu"})
    adapter = bf.Adapter().rename("u", "inference_variables").rename("x", "inference_conditions")
    approximator = bf.ContinuousApproximator(inference_network=flow, adapter=adapter, standardize=None)
    rate = keras.optimizers.schedules.CosineDecay(RATE, EPOCHS * (len(mine) // BATCH))
    approximator.compile(optimizer=keras.optimizers.AdamW(rate, weight_decay=DECAY, clipnorm=1.5))
    data = {"u": u[mine].astype(np.float32), "x": x[mine].astype(np.float32)}
    approximator.fit(dataset=bf.OfflineDataset(data=data, batch_size=BATCH, adapter=adapter), epochs=EPOCHS, verbose=0)
    return approximator
