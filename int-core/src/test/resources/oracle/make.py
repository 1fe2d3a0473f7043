"""Tiny Hugging Face folders of families and options the goldens do not have, and the token log-probabilities that a decoder written
from the papers in numpy, in float64, gives for them. It shares no code with the engine. Run: python3 make.py (needs numpy)."""

import json
import math
import os
import struct

import numpy as np

EPS = 1e-5
random = np.random.default_rng(5)


def stored(values, dtype):
    """The bytes of a tensor in a file's dtype, and the numbers they stand for."""
    values = values.astype(np.float32)
    if dtype == "F16":
        half = values.astype(np.float16)
        return half.tobytes(), half.astype(np.float64)
    bits = values.view(np.uint32).astype(np.uint64)
    upper = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)
    return upper.tobytes(), (upper.astype(np.uint32) << 16).view(np.float32).astype(np.float64)


def write_safetensors(path, tensors):
    header, offset = {}, 0
    for name, (dtype, raw, shape) in tensors.items():
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [offset, offset + len(raw)]}
        offset += len(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + b"".join(raw for _, raw, _ in tensors.values()))


class Model:
    def __init__(self, dtype, config, bias, shards):
        self.c, self.dtype, self.bias, self.shards = config, dtype, bias, shards
        self.heads, self.groups = config["num_attention_heads"], config["num_key_value_heads"]
        self.head_dim = config["hidden_size"] // self.heads
        self.weights, self.files = {}, {}
        width, inner = config["hidden_size"], config["intermediate_size"]
        self.add("model.embed_tokens.weight", config["vocab_size"], width)
        for layer in range(config["num_hidden_layers"]):
            at = f"model.layers.{layer}."
            self.add(at + "input_layernorm.weight", width)
            self.add(at + "post_attention_layernorm.weight", width)
            for name, heads in (("q", self.heads), ("k", self.groups), ("v", self.groups)):
                self.add(f"{at}self_attn.{name}_proj.weight", heads * self.head_dim, width)
                if bias:
                    self.add(f"{at}self_attn.{name}_proj.bias", heads * self.head_dim)
            self.add(at + "self_attn.o_proj.weight", width, width)
            self.add(at + "mlp.gate_proj.weight", inner, width)
            self.add(at + "mlp.up_proj.weight", inner, width)
            self.add(at + "mlp.down_proj.weight", width, inner)
        self.add("model.norm.weight", width)
        if not config["tie_word_embeddings"]:
            self.add("lm_head.weight", config["vocab_size"], width)

    def add(self, name, *shape):
        values = random.normal(0, 0.15, shape) + (1 if "norm" in name else 0)
        raw, self.weights[name] = stored(values, self.dtype)
        self.files[name] = (self.dtype, raw, shape)

    def frequencies(self):
        inverse = self.c["rope_theta"] ** (-np.arange(0, self.head_dim, 2) / self.head_dim)
        scaling = self.c.get("rope_scaling") or {}
        if scaling.get("type") == "linear":
            return inverse / scaling["factor"]
        if scaling.get("rope_type") == "llama3":
            low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
            turns = scaling["original_max_position_embeddings"] * inverse / (2 * np.pi)
            smooth = np.clip((turns - low) / (high - low), 0, 1)
            return (1 - smooth) * inverse / scaling["factor"] + smooth * inverse
        return inverse

    def logprobs(self, ids):
        w, n, d = self.weights, len(ids), self.head_dim
        angles = np.arange(n)[:, None] * self.frequencies()[None]
        cos, sin = (np.concatenate([f(angles)] * 2, -1)[:, None] for f in (np.cos, np.sin))
        x = w["model.embed_tokens.weight"][ids]
        for layer in range(self.c["num_hidden_layers"]):
            at = f"model.layers.{layer}."
            h = norm(x, w[at + "input_layernorm.weight"])
            q, k, v = (self.project(at, name, h).reshape(n, -1, d) for name in "qkv")
            q, k = (t * cos + np.concatenate([-t[..., d // 2:], t[..., : d // 2]], -1) * sin for t in (q, k))
            k, v = (np.repeat(t, self.heads // self.groups, 1) for t in (k, v))
            scores = np.einsum("ihd,jhd->hij", q, k) / math.sqrt(d)
            probs = softmax(np.where(np.tril(np.ones((n, n), bool)), scores, -np.inf))
            x = x + np.einsum("hij,jhd->ihd", probs, v).reshape(n, -1) @ w[at + "self_attn.o_proj.weight"].T
            h = norm(x, w[at + "post_attention_layernorm.weight"])
            gate = h @ w[at + "mlp.gate_proj.weight"].T
            x = x + (gate / (1 + np.exp(-gate)) * (h @ w[at + "mlp.up_proj.weight"].T)) @ w[at + "mlp.down_proj.weight"].T
        head = w.get("lm_head.weight", w["model.embed_tokens.weight"])
        probs = softmax(norm(x, w["model.norm.weight"]) @ head.T)
        return np.log(probs[np.arange(n - 1), ids[1:]])

    def project(self, at, name, h):
        y = h @ self.weights[f"{at}self_attn.{name}_proj.weight"].T
        return y + self.weights[f"{at}self_attn.{name}_proj.bias"] if self.bias else y

    def write(self, folder):
        os.makedirs(folder, exist_ok=True)
        names = list(self.files)
        each = math.ceil(len(names) / self.shards)
        index = {}
        for shard in range(self.shards):
            part = names[shard * each : (shard + 1) * each]
            single = self.shards == 1
            file = "model.safetensors" if single else f"model-{shard + 1:05d}-of-{self.shards:05d}.safetensors"
            write_safetensors(f"{folder}/{file}", {name: self.files[name] for name in part})
            index.update({name: file for name in part})
        if self.shards > 1:
            dump(f"{folder}/model.safetensors.index.json", {"metadata": {}, "weight_map": index})
        dump(f"{folder}/config.json", self.c)
        cases = []
        for length in (2, 5, 40, 130):
            ids = random.integers(0, self.c["vocab_size"], length)
            cases.append({"tokens": ids.tolist(), "logprobs": self.logprobs(ids).tolist()})
        dump(f"{folder}/expected.json", cases)


def norm(x, weight):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + EPS) * weight


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def dump(path, value):
    with open(path, "w") as out:
        json.dump(value, out)
        out.write("\n")


def config(architecture, model_type, vocab, width, inner, layers, heads, groups, tied, theta, **more):
    return dict(
        architectures=[architecture], model_type=model_type, vocab_size=vocab, hidden_size=width, intermediate_size=inner,
        num_hidden_layers=layers, num_attention_heads=heads, num_key_value_heads=groups, tie_word_embeddings=tied,
        rope_theta=theta, rms_norm_eps=EPS, hidden_act="silu", max_position_embeddings=2048, bos_token_id=0, eos_token_id=1, **more)


Model("BF16", config("Qwen2ForCausalLM", "qwen2", 151, 48, 100, 3, 6, 2, True, 1e6,
                     use_sliding_window=False, sliding_window=32768, max_window_layers=2), True, 3).write("qwen2-sharded")
Model("BF16", config("LlamaForCausalLM", "llama", 157, 64, 96, 2, 4, 2, False, 5e5,
                     rope_scaling={"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                                   "original_max_position_embeddings": 64}), False, 1).write("llama3-scaled")
Model("F16", config("LlamaForCausalLM", "llama", 130, 48, 100, 2, 3, 1, True, 1e4,
                    rope_scaling={"type": "linear", "factor": 4.0}), False, 2).write("llama-linear-half")
