"""Golden values for @gender/metrics from scikit-learn, SciPy and statsmodels; writes JSON to standard output."""
import json

import numpy as np
from scipy import stats
from sklearn import metrics
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

rng = np.random.default_rng(19990807)


def calibration_error(confidence, right, bins=15):
    """Guo et al. 2017, section 2, by NumPy: bins of equal width, open below, closed above."""
    edges = np.linspace(0, 1, bins + 1)
    error = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return error


def classifier(images, classes, digits):
    labels = rng.integers(0, classes, images)
    scores = rng.normal(0, 1, (images, classes)) + 1.5 * np.eye(classes)[labels]
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    p = np.round(p, digits)  # so that scores tie
    p[:, -1] = np.clip(np.round(1 - p[:, :-1].sum(axis=1), digits), 0, 1)
    predicted = p.argmax(axis=1)
    hot = np.eye(classes)[labels]
    columns = range(classes)
    two = classes == 2
    curves = metrics.roc_curve(hot[:, 0], p[:, 0], drop_intermediate=False)
    precision, recall, thresholds = metrics.precision_recall_curve(hot[:, 0], p[:, 0])
    return {
        "classes": classes,
        "labels": labels.tolist(),
        "predicted": predicted.tolist(),
        "probabilities": p.ravel().tolist(),
        "balancedAccuracy": metrics.balanced_accuracy_score(labels, predicted),
        "matthewsCorrelation": metrics.matthews_corrcoef(labels, predicted),
        "brierScore": metrics.brier_score_loss(labels, p[:, 1]) if two else float(((p - hot) ** 2).sum(axis=1).mean()),
        "f1": metrics.f1_score(labels, predicted, average=None).tolist(),
        "rocAuc": [metrics.roc_auc_score(hot[:, k], p[:, k]) for k in columns],
        "averagePrecision": [metrics.average_precision_score(hot[:, k], p[:, k]) for k in columns],
        "calibrationError": float(calibration_error(p.max(axis=1), predicted == labels)),
        "roc": {"falsePositiveRate": curves[0].tolist(), "truePositiveRate": curves[1].tolist()},
        "precisionRecall": {
            "precision": precision[:-1][::-1].tolist(),
            "recall": recall[:-1][::-1].tolist(),
            "threshold": thresholds[::-1].tolist(),
        },
    }


def bca(images, resamples):
    """SciPy's BCa interval of a mean, with the means of its resamples and of the jackknife."""
    x = np.round(rng.exponential(1, images), 3)
    seed = int(rng.integers(1 << 30))
    done = stats.bootstrap((x,), np.mean, n_resamples=resamples, method="BCa", rng=np.random.default_rng(seed), axis=0)
    left = [float(np.mean(np.delete(x, i))) for i in range(images)]
    return {
        "estimate": float(x.mean()),
        "resampled": done.bootstrap_distribution.tolist(),
        "left": left,
        "low": float(done.confidence_interval.low),
        "high": float(done.confidence_interval.high),
    }


def pair(b, c):
    table = [[50, b], [c, 20]]
    exact, corrected = mcnemar(table, exact=True), mcnemar(table, exact=False, correction=True)
    return {"onlyFirst": b, "onlySecond": c, "exact": exact.pvalue, "chiSquare": corrected.statistic, "chiSquareP": corrected.pvalue}


def wilson(k, n, confidence):
    low, high = proportion_confint(k, n, alpha=1 - confidence, method="wilson")
    return {"successes": k, "trials": n, "confidence": confidence, "low": float(low), "high": float(high)}


def newcombe(k1, n1, k2, n2):
    low, high = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff")
    return {"first": [k1, n1], "second": [k2, n2], "low": low, "high": high}


points = [0, 1e-12, 1e-5, 0.01, 0.025, 0.3, 0.5, 0.8, 0.975, 0.995]
x = [-8, -5.5, -3.2, -3, -1.96, -0.3, 0, 0.7, 2.9, 3.1, 6]
ps = [0.011, 0.04, 0.2, 0.03, 0.0004]
print(
    json.dumps(
        {
            "classifiers": [classifier(60, 2, 2), classifier(50, 4, 2)],
            "bca": [bca(20, 300), bca(45, 200)],
            "mcnemar": [pair(3, 9), pair(0, 1), pair(7, 7), pair(41, 17), pair(700, 820)],
            "wilson": [wilson(623, 662, 0.95), wilson(0, 12, 0.95), wilson(9, 9, 0.95), wilson(40, 97, 0.99)],
            "newcombe": [newcombe(56, 70, 48, 80), newcombe(9, 10, 3, 10), newcombe(10, 10, 12, 20)],
            "normal": {"x": x, "cdf": stats.norm.cdf(x).tolist(), "p": points[1:], "quantile": stats.norm.ppf(points[1:]).tolist()},
            "student": [{"p": p, "freedom": f, "t": float(stats.t.ppf(p, f))} for p in (0.025, 0.9, 0.975) for f in (1, 2, 3, 8, 131, 500)],
            "holm": {"p": ps, "adjusted": multipletests(ps, method="holm")[1].tolist()},
        }
    )
)
