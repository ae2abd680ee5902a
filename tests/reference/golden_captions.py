"""Golden cases of the scores of captions: texts, the words that they are split into, and the scores of those."""
import json
import os

import numpy

from causalfusion_reference.captions import bleu, cider_d, rouge_l, words

# A caption and its references, image by image.
INVENTED = [
    ("A man riding a wave on top of a surfboard.",
     ["A man riding a wave on a surfboard.", "A surfer rides a big wave in the ocean.", "Man on a white surfboard, riding a wave!", "a surfer at sea", "There's a man surfing."]),
    ("two dogs play with a red ball on the grass",
     ["two dogs play with a red ball on the grass", "Two brown dogs are playing with a ball.", "Dogs running after a red ball in the park"]),
    ("", ["A plate of food with broccoli.", "Broccoli on a plate"]),
    ("a a a a a a a a", ["a cat on a mat", "A cat is sitting on a mat, and a dog is near a cat."]),
    ("The cat doesn't like the dogs' toys; it's hiding under the bed.",
     ["A cat hides under the bed.", "The cat doesn't like dogs.", "It's a cat, hiding...", "\"The cat\" - under a bed?", "cats can't hide", "a cat that's under the bed"]),
    ("train", ["A black-and-white photo of a train at the station.", "train"]),
    ("A train is coming down the tracks towards the station where a lot of people are waiting for it with their bags and their children",
     ["A train arrives.", "People wait for the train at the station."]),
    ("Someone (maybe a chef) is making pizza!!", ["A chef makes a pizza [with cheese].", "somebody {a chef} is making a pizza!!", "Pizza?!"]),
    ("Mr. Smith & the U.S. team, est. 1990, at 5 p.m. on Main St.", ["Mr. Smith with the U.S. team at 5 p.m.", "a team on Main St. in the 1990's", "The '90s team of R&B no. 1"]),
    ("1,000 people at 12:30 — 50% of them on bikes", ["A crowd of 1,000 people on bikes at 12:30.", "half of the people, i.e. 50%, ride bikes", "People/cyclists on 2.5 m wide paths"]),
    ("a café naïve in São Paulo", ["A cafe\u0301 nai\u0308ve", "a café, naïve, in São Paulo"]),
    ("We cannot wait, we're gonna eat o'clock cake", ["they're gonna eat a cake", "I can not wait, y'all", "'tis a cake 'til 5 o'clock"]),
    ("dog a bites man a", ["a man bites a dog", "A dog bites a man.", "the man was bitten by the dog"]),
    ("man man dog dog man man dog dog", ["man dog man dog", "dog dog man man dog dog"]),
    ("A zebra standing in a field", ["A giraffe eating leaves from a tree", "Giraffes beside tall trees"]),
    ("#sunset over @beach_bar with 2+2=4 and -5 °C", ["A sunset over the beach bar", "#sunset at the beach, -5 °C", "sun**set** ------ over a_bar"]),
]

SAME = [(text, [text]) for text in ("a cat sits on a mat", "the dog runs over the hill", "seven birds fly to the warm south", "a boat lies at anchor")]


def made_up(seed, images):
    """Captions of few different words, so that n-grams meet and come again."""
    source = numpy.random.RandomState(seed)
    vocabulary = "a the dog cat runs big".split()

    def text(shortest, longest):
        return " ".join(vocabulary[i] for i in source.randint(0, len(vocabulary), source.randint(shortest, longest + 1)))

    return [(text(0, 10), [text(1, 16) for _ in range(source.randint(1, 8))]) for _ in range(images)]


CASES = {
    "invented": INVENTED,
    "one image": INVENTED[:1],
    "same": SAME,
    "short": [("a cat", ["a cat", "the cat"]), ("dog", ["a dog"]), ("two birds", ["two birds fly", "birds"])],
    "nothing in common": [("red car", ["blue boat at sea"]), ("green tree by day", ["a house"])],
    "no words": [("", ["a house"]), ("...", ["a tree", "trees"])],
    "made up": made_up(7, 40),
}


def scored(images):
    split = [(words(caption), [words(reference) for reference in references]) for caption, references in images]
    cider, rouge = cider_d(split), rouge_l(split)
    penalty, precisions, scores = bleu(split)
    return {
        "images": [{"caption": c, "references": r, "caption_words": cw, "reference_words": rw} for (c, r), (cw, rw) in zip(images, split)],
        "cider_d": digits(cider.mean()), "cider_d_per_image": digits(cider),
        "brevity_penalty": digits(penalty), "precisions": digits(precisions), "bleu": digits(scores),
        "rouge_l": digits(rouge.mean()), "rouge_l_per_image": digits(rouge),
    }


def digits(values):
    return numpy.asarray(values).round(12).tolist()


def make(folder):
    cases = ",\n".join(f"{json.dumps(name)}: {json.dumps(scored(images), ensure_ascii=False)}" for name, images in CASES.items())
    with open(os.path.join(folder, "captions.json"), "w", encoding="utf-8", newline="\n") as file:
        file.write(f"{{\n{cases}\n}}\n")
