#!/usr/bin/env python3
"""Small files that a fuzzer begins from: seeds.py FOLDER makes a folder of them for each target."""

import gzip
import io
import json
import pathlib
import re
import struct
import sys
import zipfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = pathlib.Path(sys.argv[1])


def put(target, *contents):
    folder = OUT / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(contents):
        data = content if isinstance(content, bytes) else content.encode()
        (folder / ("seed-%03d" % number)).write_bytes(data)


pages = sorted((ROOT / "Lessons").glob("*.md")) + [ROOT / "README.md"]
texts = [page.read_text() for page in pages]
lines = sorted({line for text in texts for line in re.findall(r"^backstep[^>\n]*> (.+)$", text, re.M)})

put("line", *lines)
put("completion", *[bytes([len(line) // 2]) + line.encode() for line in lines[::3]])
put("place", "image[0,1]", "loss", "label", "probabilities[1]", "conv.out[0,1,2]", "conv.d_filters[0,2,1]",
    "conv.filters[0]", "pool.winners[0,1,1,0]", "softmax.d_totals[1]", "softmax.weights[1,3]", "conv.d_in[0, 5, 5]")
put("init", "set learning-rate 0.01\nalias s step\n", "\n".join(lines[:20]) + "\r\n", "# nothing\n\n", b"\xef\xbb\xbfstep\n")
put("history", "step\nback\n", "x\n" * 60, b"\xff\xfe\nstep", "step")
short = "---\nid: x\ntitle: X\n---\n\nText.\n\n## A {#a}\n\n"
put("lesson", short, *texts, *[text[:3000] for text in texts])
checks = [check for text in texts for check in re.findall(r"^```check\n(.+?)\n```", text, re.M | re.S)]
put("condition", "update 500 or not (wrong and 1 < max(a[0, 1]))", "epochs == 2 ~ 0.1", *checks)
put("progress", "# x\npool done\nimage at first\nfilter done at last\n")

images = struct.pack(">4I", 2051, 2, 2, 2) + bytes(range(8))
put("idx", images, gzip.compress(images, mtime=0))
packed = gzip.compress(images, mtime=0)
put("gzip", packed, gzip.compress(images[:9], mtime=0) + gzip.compress(images[9:], mtime=0), packed + b"\0",
    gzip.compress(images, 0, mtime=0))
put("cifar", bytes(8), bytes([9] * 16), bytes([3] * 8 + [10] * 8))


def npy(header, numbers, version=1):
    header = header + " " * (-(len(header) + 11) % 64) + "\n"
    size = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + size + header.encode() + numbers


form = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }"
put("npy", npy(form % ("<f4", "(2, 3)"), struct.pack("<6f", *range(6))), npy(form % ("<f8", "()"), struct.pack("<d", 1)),
    npy(form % ("<f4", "(0,)"), b"", 2), npy(form % ("<f4", "(2,)"), struct.pack("<2I", 0x7FC00001, 0x80000000), 3))


def archive(method, **arrays):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as packed:
        for name, array in arrays.items():
            packed.writestr(name + ".npy", array)
    return content.getvalue()


put("table", "label,1x1,1x2,2x1,2x2\n1,10,20,30,40\n0,1,2,3,255\n", "1;2;3;4;5\r\n", "\t".join("0" * 13))
images, labels = npy(form % ("|u1", "(2, 2, 2)"), bytes(range(8))), npy(form % ("<i8", "(2,)"), struct.pack("<2q", 0, 1))
put("arrays", *[archive(method, x_train=images, y_train=labels) for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)])


def safetensors(tensors, numbers):
    header = json.dumps(tensors).encode()
    return struct.pack("<Q", len(header)) + header + numbers


def entry(kind, shape, start, end):
    return {"dtype": kind, "shape": shape, "data_offsets": [start, end]}


put("safetensors",
    safetensors({"conv.weight": entry("F32", [1, 1, 3, 3], 0, 36), "softmax.weight": entry("F32", [2, 4], 36, 68),
                 "softmax.bias": entry("F32", [2], 68, 76), "__metadata__": {"made": "here"}}, bytes(76)),
    safetensors({"a": entry("F64", [], 0, 8), "b": entry("F16", [1], 8, 10), "c": entry("I64", [0], 10, 10)}, bytes(10)))


put("session", bytes(3), b"\0\x10\x31", bytes(range(60)))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, colour, rows, extra=b"", interlaced=0):
    header = struct.pack(">2I5B", width, height, depth, colour, 0, 0, interlaced)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


put("png", png(4, 4, 8, 0, bytes([0, 0, 9, 9, 255] * 4)), png(3, 2, 8, 2, bytes([1] + [7] * 9) * 2),
    png(5, 5, 1, 3, bytes([0, 0b10101000] * 5), chunk(b"PLTE", bytes(6))), png(2, 2, 16, 6, bytes([4] + [200] * 16) * 2),
    png(4, 4, 8, 0, bytes(30), interlaced=1))
put("picture", (ROOT / "Lessons/seven.txt").read_bytes(), "..@@..\n..#...\n 0 5 9\n", "# a remark\n@\n")
put("recording", (ROOT / "Lessons/tour.cast").read_bytes()[:4000],
    '{"version": 2, "width": 80, "height": 24}\n[0.1, "o", "backstep> "]\n[0.5, "o", "step\\r\\n"]\n')
