"""What is looked at when a sentence is judged: its cues and words, where it stands, and the cues of the sentences beside it."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import ahocorasick

from stocktake.extract.sentence import Sentence
from stocktake.extract.word import stems
from stocktake.model.lexicon import Cue, Lexicon, Subject

_NAME_FIRST: Final = re.compile(r"\W*(?:the )?[A-Z]{2,}|\W*[A-Z]\w+ [A-Z]")
_LENGTHS: Final = (8, 15, 25, 40)
_UNBOUND: Final = re.compile(r"^\^|^\[|^:$|©")


class Cues:
    """The cues of a lexicon, ready to be looked for."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self._patterns = [(cue.name, _compiled(cue)) for cue in cues]

    def of(self, text: str) -> frozenset[str]:
        """Return the names of the cues that `text` shows."""
        return frozenset(name for name, pattern in self._patterns if pattern.search(text))

    def end(self, name: str, text: str) -> int | None:
        """Return where the first find of one cue ends in `text`; None where there is none."""
        match = next((found for cue, pattern in self._patterns if cue == name and (found := pattern.search(text))), None)
        return match.end() if match else None


def _compiled(cue: Cue) -> re.Pattern[str]:
    bound = not _UNBOUND.search(cue.pattern)
    return re.compile(rf"(?<!\w)(?:{cue.pattern})(?!\w)" if bound else cue.pattern, 0 if cue.exact else re.IGNORECASE)


def starts(lexicon: Lexicon, shown: frozenset[str]) -> dict[str, float]:
    """Return the logit of each type that the cues shown give, before anything is learned."""
    scores = dict(lexicon.start)
    for cue in lexicon.cues:
        if cue.name in shown:
            for type_, weight in cue.weights.items():
                scores[type_] += weight
    return scores


def features(said: Sequence[Sentence], place: int, shown: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return the features of the sentence at `place`, by name; `shown` are the cues of every sentence of `said`."""
    sentence = said[place]
    words = stems(sentence.text)
    found = {f"c:{cue}": 1.0 for cue in shown[place]}
    found |= {f"w:{word}": 0.5 for word in words}
    found |= {f"h:{word}": 0.3 for word in stems(sentence.heading)}
    found |= {f"f:{words[0]}": 0.7} if words else {}
    return found | _standing(sentence, len(words)) | _beside(said, place, shown)


def _standing(sentence: Sentence, words: int) -> dict[str, float]:
    names = [f"kind:{sentence.kind}", f"place:{min(sentence.place, 3)}", f"of:{min(sentence.of, 4)}"]
    names.append(f"len:{sum(words >= length for length in _LENGTHS)}")
    names += ["last"] if sentence.place == sentence.of - 1 else []
    names += ["named first"] if _NAME_FIRST.match(sentence.text) else []
    return dict.fromkeys(names, 1.0)


def _beside(said: Sequence[Sentence], place: int, shown: Sequence[frozenset[str]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for step, sign in ((-1, "p"), (1, "n")):
        other = place + step
        if 0 <= other < len(said) and said[other].passage == said[place].passage:
            found |= {f"{sign}:{cue}": 0.5 for cue in shown[other]}
        else:
            found[f"{sign}:none"] = 0.5
    return found


class Subjects:
    """The words of every commitment, in one automaton."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._all = tuple(subjects)
        self._automaton = ahocorasick.Automaton()
        for word in {word for subject in subjects for word in subject.words}:
            spelt = word.lower().removesuffix("*")
            open_, closed = self._automaton.get(spelt, (None, None))
            self._automaton.add_word(spelt, (word, closed) if word.endswith("*") else (open_, word))
        self._automaton.make_automaton()
        self._shown = lru_cache(maxsize=4096)(self._look)

    def starts(self, own: str, around: str, heading: str) -> dict[str, float]:
        """Return the logit of each commitment that the words give: of the record's own text, the passage around it, the heading."""
        shares = dict.fromkeys(self._shown(around), 0.3)
        shares |= dict.fromkeys(self._shown(heading), 0.6)
        shares |= dict.fromkeys(self._shown(own), 1.0)
        return {one.commitment: one.start + one.weight * sum(shares.get(word, 0.0) for word in one.words) for one in self._all}

    def _look(self, text: str) -> frozenset[str]:
        """Return the words a text has, as the lexicon spells them; whole words, or their beginnings where an asterisk allows it."""
        flat = text.lower()
        found: set[str | None] = set()
        for last, (open_, closed) in self._automaton.iter(flat):
            word = open_ or closed
            start, end = last + 1 - len(word.removesuffix("*")), last + 1
            if not start or not flat[start - 1].isalnum():
                found.add(open_)
                found.add(closed if end == len(flat) or not flat[end].isalnum() else None)
        return frozenset(word for word in found if word)


def subject_features(own: str, around: str, heading: str, starts_: Mapping[str, float]) -> dict[str, float]:
    """Return what is looked at when the commitments of a record are ranked."""
    found = {f"x:{word}": 0.4 for word in stems(around)}
    found |= {f"h:{word}": 0.7 for word in stems(heading)}
    found |= {f"w:{word}": 1.0 for word in stems(own)}
    return found | {f"o:{name}": 1.0 for name, score in starts_.items() if score > -1}
