"""The trained weights as the small model that the desk loads: ONNX with eight-bit weights."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import torch
from encoder import Encoder
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process


def export(model: Encoder, to: Path) -> None:
    """Writes `to`: in `tokens` (1 by length), out `parts` (1 by length by heads), whose mean is the logits.

    Weights have seven bits, as older processors overflow when they multiply eight by eight.
    """
    model.eval()
    example = torch.tensor([[101, 7592, 2088, 102]])
    with tempfile.TemporaryDirectory() as folder:
        whole, ready = Path(folder) / "whole.onnx", Path(folder) / "ready.onnx"
        with warnings.catch_warnings():
            # The older of torch's exporters, which needs no further package.
            warnings.simplefilter("ignore", DeprecationWarning)
            torch.onnx.export(
                model,
                (example,),
                str(whole),
                dynamo=False,
                opset_version=17,
                input_names=["tokens"],
                output_names=["parts"],
                dynamic_axes={"tokens": {1: "length"}, "parts": {1: "length"}},
            )
        quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(
            str(ready), str(to), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
