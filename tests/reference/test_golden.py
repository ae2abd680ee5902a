"""The golden files are what the reference gives: to a rounding when made again, to 1e-5 in ordinary float32 (sampled images to 2e-5: rounding adds up over the steps)."""
import contextlib
import io
import os
import unittest

import torch

import golden_autoencoder
import golden_dit
import golden_in_context
import golden_text
import make_golden
import safetensors_io
from causalfusion_reference import dit
from causalfusion_reference.autoencoder import KlAutoencoder
from causalfusion_reference.diffusion import Diffusion
from causalfusion_reference.model import CausalFusion, Config
from causalfusion_reference.sampling import sample
from causalfusion_reference.text import JointNetwork
from causalfusion_reference.training import Trainer, compute_loss

TOLERANCE = 1e-5


def load(name):
    return safetensors_io.load(os.path.join(make_golden.FOLDER, name + ".safetensors"))


def load_model(name, network=CausalFusion):
    weights, metadata = load(name)
    model = network(Config.from_json(metadata["config"]))
    model.load_state_dict(weights)
    return model


class GoldenTest(unittest.TestCase):
    def setUp(self):
        torch.set_num_threads(1)  # tensors this small only wait for a second thread

    def assert_close(self, name, ours, golden, scale=None, tolerance=TOLERANCE):
        scale = float(golden.abs().max()) if scale is None else scale
        self.assertEqual(ours.shape, golden.shape, name)
        error = float((ours.detach().double() - golden.double()).abs().max()) / scale
        self.assertLessEqual(error, tolerance, name)

    def assert_gradients(self, model, golden, prefix):
        for name, parameter in model.named_parameters():
            if not parameter.requires_grad:
                self.assertNotIn(prefix + name, golden)
                continue
            twin = golden[prefix + name.replace("k_norm", "q_norm")]
            self.assert_close(name, parameter.grad, golden[prefix + name], float(twin.abs().max()))

    def test_made_again_the_files_are_the_same(self):
        self.addCleanup(torch.set_num_threads, torch.get_num_threads())
        for threads in (1, 2):
            torch.set_num_threads(threads)
            with contextlib.redirect_stdout(io.StringIO()) as said:
                self.assertEqual(make_golden.check(make_golden.FOLDER), 0, said.getvalue())

    def test_the_files_are_small(self):
        sizes = [os.path.getsize(os.path.join(make_golden.FOLDER, name)) for name in os.listdir(make_golden.FOLDER)]
        self.assertLess(sum(sizes), 8_000_000)

    def test_no_weight_is_zero(self):
        for name in ("model", "model_sinusoidal", "text_model", "transfusion_model"):
            for key, value in load(name)[0].items():
                if key != "pos_embed" or name != "model_sinusoidal":  # sines are zero at the origin
                    self.assertTrue(bool((value != 0).all()), f"{name} {key}")

    def test_forward_loss_and_gradients_in_float32(self):
        for suffix in ("", "_sinusoidal"):
            model, golden = load_model("model" + suffix), load("train" + suffix)[0]
            terms = compute_loss(model, Diffusion(), golden["x"], golden["noise"], golden["t"], golden["y_input"],
                                 golden["ids_shuffle"], golden["split_sizes"].tolist(), golden["ar_weights"])
            for name in ("prediction", "sq_error", "per_token", "loss"):
                self.assert_close(name, getattr(terms, name), golden[name])
            terms.loss.backward()
            self.assert_gradients(model, golden, "grad.")

    def test_four_optimizer_steps_in_float32(self):
        golden, metadata = load("optimizer")
        model = CausalFusion(Config.from_json(metadata["config"]))
        model.load_state_dict({name[8:]: value for name, value in golden.items() if name.startswith("initial.")})
        trainer = Trainer(model, float(metadata["learning_rate"]), int(metadata["warmup_steps"]), float(metadata["ema_decay"]))
        for step in range(1, 5):
            data = {name[6:]: value for name, value in golden.items() if name.startswith(f"step{step}.")}
            terms = compute_loss(model, Diffusion(), data["x"], data["noise"], data["t"], data["y_input"],
                                 data["ids_shuffle"], data["split_sizes"].tolist())
            self.assert_close("loss", terms.loss, data["loss"])
            self.assert_close("grad_norm", trainer.step(terms.loss), data["grad_norm"])
            for name, parameter in trainer.parameters.items():
                if not name.endswith("k_norm.bias"):  # AdamW blows its gradient's rounding noise up to a full step
                    self.assert_close(f"step {step} {name}", parameter, data["param." + name])
                    self.assert_close(f"step {step} ema {name}", trainer.ema[name], data["ema." + name])

    def test_sampling_in_float32(self):
        for file, model in (("cached_inference", load_model("model")), ("sampling_loop_50", load_model("model_sinusoidal"))):
            golden, metadata = load(file)
            diffusion = Diffusion(int(metadata["steps"]))
            for key in [name for name in golden if name.endswith(".tokens")]:
                steps, scale = key.split(".", 1)[0], float(key.split(".g", 1)[1].removesuffix(".tokens"))
                result = sample(model, diffusion, golden["y"], golden["ids_shuffle"], golden[steps + ".split_sizes"].tolist(),
                                golden["initial"], golden["noise"], scale)
                self.assert_close(key, result.tokens, golden[key], tolerance=2 * TOLERANCE)
                self.assert_close(key, torch.cat(result.first_noise, 1), golden[key.replace("tokens", "first_noise")])

    def test_the_recipe_switches_in_float32(self):
        for token, norm in golden_in_context.VARIANTS:
            golden, metadata = load(golden_in_context.name(token, norm))
            config = Config.from_json(metadata["config"])
            self.assertEqual((config.time_token, config.qk_norm), (token, norm))
            model = CausalFusion(config)
            model.load_state_dict({name[6:]: value for name, value in golden.items() if name.startswith("model.")})
            train = {name[6:]: value for name, value in golden.items() if name.startswith("train.")}
            terms = compute_loss(model, Diffusion(), train["x"], train["noise"], train["t"], train["y_input"],
                                 train["ids_shuffle"], train["split_sizes"].tolist())
            self.assert_close("prediction", terms.prediction, train["prediction"])
            terms.loss.backward()
            self.assert_gradients(model, train, "grad.")
            given = {name[7:]: value for name, value in golden.items() if name.startswith("sample.")}
            for steps in ("s1", "s3"):
                result = sample(model, Diffusion(10), given["y"], given["ids_shuffle"], given[steps + ".split_sizes"].tolist(),
                                given["initial"], given["noise"], 2.0)
                self.assert_close(steps, result.tokens, given[steps + ".g2.tokens"])

    def test_autoencoders_in_float32(self):
        for name, config in golden_autoencoder.CONFIGS.items():
            model, golden = KlAutoencoder(config), load(name + "_io")[0]
            model.load_state_dict(load(name)[0])
            posterior = model.encode(golden["x"])
            for tensor in ("moments", "mean", "logvar", "std"):
                self.assert_close(tensor, getattr(posterior, tensor), golden[tensor])
            self.assert_close("sample", posterior.sample(golden["eps"]), golden["sample"])
            self.assert_close("kl", posterior.kl(), golden["kl"])
            self.assert_close("decoded", model.decode(golden["sample"]), golden["decoded"])

    def test_dit_in_float32(self):
        for name, config in golden_dit.CONFIGS.items():
            golden, metadata = load(name)
            self.assertEqual(dit.DitConfig.from_json(metadata["config"]), config)
            parts = {part: {key[len(part):]: value for key, value in golden.items() if key.startswith(part)} for part in ("model.", "train.", "sample.")}
            train, given = parts["train."], parts["sample."]
            model = dit.Dit(config)
            model.load_state_dict(parts["model."])
            self.assert_close("output", model(train["xn"], train["t"], train["y"]), train["output"])
            terms = golden_dit.loss_of(model, Diffusion(), train["x"], train["noise"], train["t"], train["y"])
            for term, values in terms.items():
                self.assert_close(term, values, train[term])
            terms["loss"].mean().backward()
            self.assert_gradients(model, train, "grad.")
            for scale, channels in golden_dit.guidances(config):
                result = dit.sample(model, Diffusion(golden_dit.STEPS), given["y"], given["initial"], given["noise"], scale, channels)
                self.assert_close(f"guidance {scale} of {channels}", result, given[f"g{scale:g}.c{channels}"])

    def test_text_and_images_in_float32(self):
        for family, trainings in (("text", ("train", "train_s1")), ("transfusion", ("train",))):
            model = load_model(family + "_model", JointNetwork)
            for case in trainings:
                golden, metadata = load(f"{family}_{case}")
                model.zero_grad()
                terms = golden_text.train(model, golden, float(metadata["text_loss_weight"]))
                for name, value in terms.items():
                    self.assert_close(f"{family} {case} {name}", value, golden[name])
                terms["loss"].backward()
                self.assert_gradients(model, golden, "grad.")
            for case, compute in (("caption", golden_text.caption), ("generate", golden_text.generate), ("interleaved", golden_text.interleave)):
                golden = load(f"{family}_{case}")[0]
                for name, value in compute(model, golden).items():
                    self.assert_close(f"{family} {case} {name}", value, golden[name], tolerance=2 * TOLERANCE)

    def test_greedy_decoding_ends_one_of_two_captions_and_is_no_near_tie(self):
        for family in ("text", "transfusion"):
            golden, metadata = load(family + "_caption")
            model = load_model(family + "_model", JointNetwork)
            begin, end = int(metadata["begin"]), int(metadata["end"])
            self.assertEqual([end in said for said in golden["greedy"].tolist()], [True, False])
            for x, said in zip(golden["x"], golden["greedy"]):
                text = torch.cat([torch.tensor([begin]), said[:-1]])
                best = golden_text.text.next_logits(model, [golden_text.whole_image(model, x)], text).topk(2).values
                self.assertGreater(float((best[:, 0] - best[:, 1]).min()), 1e-3)


if __name__ == "__main__":
    unittest.main()
