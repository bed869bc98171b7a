// Blind signatures of RFC 9474 (RSABSSA-SHA384-PSS) for the voter's side: encode, blind, take the
// blinding off, verify. Big numbers are the browser's own; their powers are not constant in time,
// which matters for the office's key only, and that never comes here.
window.DunmiaoBlind = (function () {
  "use strict";
  var HASH = 48, SALT = 48, PREFIX = 32;
  var ZERO = BigInt(0), ONE = BigInt(1);

  function hex(bytes) {
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }
  function bytes(text) {
    var out = new Uint8Array(text.length / 2);
    for (var at = 0; at < out.length; at++) out[at] = parseInt(text.substr(2 * at, 2), 16);
    return out;
  }
  function number(array) { return array.length ? BigInt("0x" + hex(array)) : ZERO; }
  function padded(value, length) {
    var text = value.toString(16);
    while (text.length < 2 * length) text = "0" + text;
    return bytes(text);
  }
  function join() {
    var parts = [].slice.call(arguments), at = 0;
    var out = new Uint8Array(parts.reduce(function (sum, part) { return sum + part.length; }, 0));
    parts.forEach(function (part) { out.set(part, at); at += part.length; });
    return out;
  }
  function bits(value) { return value.toString(2).length; }
  function power(base, exponent, modulus) {
    var out = ONE, square = base % modulus;
    while (exponent > ZERO) {
      if (exponent & ONE) out = (out * square) % modulus;
      square = (square * square) % modulus;
      exponent >>= ONE;
    }
    return out;
  }
  // The inverse of a modulo n; null where they have a common divisor.
  function inverse(a, n) {
    var r0 = n, r1 = a % n, s0 = ZERO, s1 = ONE;
    while (r1 > ZERO) {
      var q = r0 / r1;
      var r = r0 - q * r1; r0 = r1; r1 = r;
      var s = s0 - q * s1; s0 = s1; s1 = s;
    }
    return r0 === ONE ? ((s0 % n) + n) % n : null;
  }
  function random(count) { return window.crypto.getRandomValues(new Uint8Array(count)); }
  async function sha384(data) {
    return new Uint8Array(await window.crypto.subtle.digest("SHA-384", data));
  }
  async function mask(seed, length) {
    var out = new Uint8Array(0);
    for (var counter = 0; out.length < length; counter++) {
      out = join(out, await sha384(join(seed, padded(BigInt(counter), 4))));
    }
    return out.slice(0, length);
  }
  async function digest(message, salt) {
    return sha384(join(new Uint8Array(8), await sha384(message), salt));
  }
  function xor(one, other) { return one.map(function (b, at) { return b ^ other[at]; }); }

  async function encode(message, size, salt) {
    var length = Math.ceil(size / 8);
    var hash = await digest(message, salt);
    var block = join(new Uint8Array(length - salt.length - HASH - 2), new Uint8Array([1]), salt);
    var masked = xor(block, await mask(hash, block.length));
    masked[0] &= 0xff >> (8 * length - size);
    return join(masked, hash, new Uint8Array([0xbc]));
  }
  async function verify(key, message, signature) {
    var value = number(signature), size = bits(key.n) - 1, length = Math.ceil(size / 8);
    if (value >= key.n) return false;
    var opened = power(value, key.e, key.n);
    if (bits(opened) > size) return false;
    var encoded = padded(opened, length);
    var hash = encoded.slice(length - HASH - 1, length - 1);
    var block = xor(encoded.slice(0, length - HASH - 1), await mask(hash, length - HASH - 1));
    block[0] &= 0xff >> (8 * length - size);
    var salt = block.slice(block.length - SALT);
    return hex(await encode(message, size, salt)) === hex(encoded);
  }
  // `salt` and `factor` are random unless given; the factor's inverse stays with the voter.
  async function blind(key, prepared, salt, factor) {
    var size = Math.ceil(bits(key.n) / 8);
    var message = number(await encode(prepared, bits(key.n) - 1, salt || random(SALT)));
    var undo = factor ? inverse(factor, key.n) : null;
    while (undo === null) {
      factor = number(random(size)) % key.n;
      undo = factor > ONE ? inverse(factor, key.n) : null;
    }
    if (inverse(message, key.n) === null) throw new Error("coprime");
    var blinded = (message * power(factor, key.e, key.n)) % key.n;
    return { blinded: hex(padded(blinded, size)), inverse: undo.toString(16) };
  }
  async function finalize(key, prepared, signed, undo) {
    var size = Math.ceil(bits(key.n) / 8);
    var signature = padded((number(bytes(signed)) * undo) % key.n, size);
    if (!(await verify(key, prepared, signature))) throw new Error("signature");
    return hex(signature);
  }
  return {
    PREFIX: PREFIX, bytes: bytes, hex: hex, join: join, random: random, encode: encode,
    blind: blind, finalize: finalize, verify: verify,
  };
})();
