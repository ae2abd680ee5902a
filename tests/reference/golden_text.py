"""Golden cases of text and images in one model: CausalFusion with text, and Transfusion, whose files have no orders and no AR steps."""
import torch

from causalfusion_reference import text, transfusion
from causalfusion_reference.diffusion import Diffusion
from causalfusion_reference.factorization import ar_weights
from causalfusion_reference.model import Config, unpatchify
from golden_common import Source, exact_gradients, exact_model, make_weights, single

TEXT = Config(input_size=8, patch_size=2, latent_channels=3, hidden_size=48, num_cond_tokens=0, depth=3, num_heads=4, num_classes=0,
              vocab_size=37, max_text_tokens=7)
TRANSFUSION = Config(input_size=8, patch_size=2, latent_channels=2, hidden_size=32, num_cond_tokens=0, depth=2, num_heads=2, num_classes=0,
                     vocab_size=23, max_text_tokens=5)
STEPS, GUIDANCE, COPIES = 25, 2.5, 2
NO_TEXT = torch.tensor([], dtype=torch.long)


# The ids of begin and end. Greedy decoding says end of the first image of the caption's two, and not of the second.
SPECIAL = {TEXT: (34, 22), TRANSFUSION: (20, 3)}


def words(source, config, count, ended=True):
    """A text of `count` random words."""
    begin, end = SPECIAL[config]
    ids = torch.tensor([i for i in range(config.vocab_size) if i not in (begin, end)])
    return torch.cat([torch.tensor([begin]), ids[source.integers(0, len(ids), count)], torch.tensor([end] if ended else [], dtype=torch.long)])


def flat(name, texts):
    return {name: torch.cat(texts), f"{name}_lengths": torch.tensor([len(one) for one in texts])}


def texts_of(given, name):
    return given[name].split(given[f"{name}_lengths"].tolist())


def image_shape(config):
    return config.latent_channels, config.input_size, config.input_size


def draw_batch(source, config, split):
    """Three texts before the image (short, as long as may be, cut), two behind it (short, cut), and an image without text."""
    most, copies = config.max_text_tokens, (COPIES,) if split else ()
    texts = [words(source, config, 3), words(source, config, 2), NO_TEXT, words(source, config, most),
             words(source, config, most, ended=False), words(source, config, most, ended=False)]
    t = source.integers(0, 1000, 6, *copies)
    t.view(6, -1)[0, 0], t.view(6, -1)[1, -1] = 0, 999
    return {**flat("text", texts), "image_first": torch.tensor([False, True, False, False, True, False]),
            "x": source.uniform(6, *image_shape(config)), "noise": source.normal(6, *copies, *image_shape(config)), "t": t,
            **({"ids_shuffle": source.order(6, config.tokens), "split_sizes": torch.tensor(split)} if split else {})}


def train(model, given, text_weight):
    """The outputs and losses of a batch."""
    n, dtype = len(given["x"]), model.pos_embed.dtype
    orders = given.get("ids_shuffle", torch.arange(model.config.tokens).expand(n, -1))
    x, noise, t = given["x"].to(dtype), given["noise"].to(dtype).view(n, -1, *image_shape(model.config)), given["t"].view(n, -1)
    samples = [text.Sample(x[i], noise[i], t[i], orders[i], words, bool(given["image_first"][i])) for i, words in enumerate(texts_of(given, "text"))]
    if "split_sizes" in given:
        split = given["split_sizes"].tolist()
        predictions = [text.predict(model, Diffusion(), sample, split) for sample in samples]
        losses = text.joint_loss(predictions, ar_weights(split), text_weight)
    else:
        predictions = [transfusion.predict(model, Diffusion(), sample) for sample in samples]
        losses = transfusion.joint_loss(predictions, text_weight)
    return {
        "prediction": torch.stack([p.noise for p in predictions]),
        "logits": torch.cat([p.logits for p in predictions]),
        "targets": torch.cat([p.targets for p in predictions]),
        "image_loss": losses.image,
        "text_loss": losses.text,
        "loss": losses.total,
    }


def make_train(model, given, text_weight):
    model.zero_grad()
    result = train(model, given, text_weight)
    result["loss"].backward()
    gradients = exact_gradients(model)
    return {
        **given,
        **{name: value.detach() for name, value in result.items()},
        "grad_norm": torch.stack([g.norm() for g in gradients.values()]).norm(),
        **{f"grad.{name}": g.clone() for name, g in gradients.items()},
    }


def whole_image(model, image):
    return (text if model.config == TEXT else transfusion).whole_image(model, image.to(model.pos_embed.dtype))


def draw_captions(source, config):
    return {"x": source.uniform(2, *image_shape(config)),
            "tokens": torch.stack([words(source, config, config.max_text_tokens - 1, ended=False) for _ in range(2)])}


def caption(model, given):
    """Logits after each token of given texts, and what greedy decoding says."""
    contexts = [[whole_image(model, x)] for x in given["x"]]
    said = [text.greedy(model, context, SPECIAL[model.config][0], model.config.max_text_tokens + 1) for context in contexts]
    return {
        "logits": torch.stack([text.next_logits(model, context, tokens) for context, tokens in zip(contexts, given["tokens"])]),
        "greedy": torch.stack([tokens for tokens, _ in said]),
        "log_probabilities": torch.stack([scores for _, scores in said]),
    }


def draw_noise(source, config, split):
    return {"initial": source.normal(2, config.tokens, config.patch_dim), "noise": source.normal(STEPS, 2, config.tokens, config.patch_dim),
            "timestep_map": Diffusion(STEPS).timestep_map,
            **({"ids_shuffle": source.order(2, config.tokens), "split_sizes": torch.tensor(split)} if split else {})}


def draw_prompts(source, config, split):
    return {**flat("prompt", [words(source, config, 2), words(source, config, config.max_text_tokens)]),
            **flat("negative", [words(source, config, 4), words(source, config, 1)]), **draw_noise(source, config, split)}


def draw_interleaved(source, config, split):
    return {**flat("text1", [words(source, config, 4), words(source, config, 2)]), "x": source.uniform(2, *image_shape(config)),
            **flat("text2", [words(source, config, 1), words(source, config, config.max_text_tokens)]), **draw_noise(source, config, split)}


def run(model, given, prefix, contexts, guidance=1.0, negatives=((), ())):
    """Two images generated after their contexts."""
    dtype, results = model.pos_embed.dtype, []
    for i, (context, negative) in enumerate(zip(contexts, negatives)):
        noise = given["initial"][i].to(dtype), given["noise"][:, i].to(dtype), guidance, negative
        if "split_sizes" in given:
            results.append(text.generate(model, Diffusion(STEPS), context, given["ids_shuffle"][i], given["split_sizes"].tolist(), *noise))
        else:
            results.append(transfusion.generate(model, Diffusion(STEPS), context, *noise))
    tokens, first_noise = (torch.stack(parts) for parts in zip(*results))
    image = unpatchify(tokens, model.config.patch_size, model.config.latent_channels)
    return {f"{prefix}first_noise": first_noise, f"{prefix}tokens": tokens, f"{prefix}image": image}


def generate(model, given):
    prompts, negatives = ([[text.Text(one)] for one in texts_of(given, name)] for name in ("prompt", "negative"))
    return {**run(model, given, "g1.", prompts), **run(model, given, f"g{GUIDANCE}.", prompts, GUIDANCE),
            **run(model, given, "negative.", prompts, GUIDANCE, negatives)}


def interleave(model, given):
    parts = zip(texts_of(given, "text1"), given["x"], texts_of(given, "text2"))
    return run(model, given, "", [[text.Text(before), whole_image(model, x), text.Text(behind)] for before, x, behind in parts])


def make_family(save, name, config, seed, cases, split):
    """Everything of one model. cases: split and weight of the text loss of each training, by the end of the file's name.
    split: of generation. None stands for no AR steps."""
    weights, begin_end = make_weights(config, seed, network=text.JointNetwork), SPECIAL[config]
    about = {"config": config.to_json(), "begin": str(begin_end[0]), "end": str(begin_end[1])}
    steps = {**about, "steps": str(STEPS), "guidance": str(GUIDANCE), "temperature": "1"}
    model = exact_model(config, weights, text.JointNetwork)
    save(f"{name}_model", weights, about)
    for number, (suffix, (sizes, text_weight)) in enumerate(cases.items()):
        given = draw_batch(Source(seed + 10 + number), config, sizes)
        save(f"{name}_train{suffix}", single(make_train(model, given, text_weight)), {**about, "text_loss_weight": str(text_weight)})
    given = draw_captions(Source(seed + 20), config)
    save(f"{name}_caption", single({**given, **caption(model, given)}), about)
    # Of some noise these networks blow float32's rounding up tenfold and more; of this they do not.
    given = draw_prompts(Source(seed + 32), config, split)
    save(f"{name}_generate", single({**given, **generate(model, given)}), steps)
    given = draw_interleaved(Source(seed + 42), config, split)
    save(f"{name}_interleaved", single({**given, **interleave(model, given)}), steps)


def make(save):
    make_family(save, "text", TEXT, 300, {"": ([3, 1, 7, 5], text.TEXT_LOSS_WEIGHT), "_s1": ([16], 1.0)}, [5, 11])
    make_family(save, "transfusion", TRANSFUSION, 400, {"": (None, 1.0)}, None)
