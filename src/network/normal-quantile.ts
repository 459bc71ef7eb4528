/**
 * Quantile of the standard normal law: algorithm AS 241, routine PPND16 (M. J. Wichura, "The Percentage Points of the
 * Normal Distribution", Applied Statistics 37 (1988) 477–484), relative error about 1e-16.
 * @param p in (0, 1); 0 and 1 give −Infinity and Infinity, anything outside NaN
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) return central(q);
  const tail = q < 0 ? p : 1 - p;
  if (!(tail > 0)) return tail === 0 ? (q < 0 ? -Infinity : Infinity) : NaN;
  const r = Math.sqrt(-Math.log(tail));
  const x = r <= 5 ? nearTail(r - 1.6) : farTail(r - 5);
  return q < 0 ? -x : x;
}

/** At most 0.425 from the median; `q` is that distance. */
function central(q: number): number {
  const r = 0.180625 - q * q;
  let above = 2509.0809287301227;
  above = above * r + 33430.57558358813;
  above = above * r + 67265.7709270087;
  above = above * r + 45921.95393154987;
  above = above * r + 13731.69376550946;
  above = above * r + 1971.5909503065513;
  above = above * r + 133.14166789178438;
  above = above * r + 3.3871328727963665;
  let below = 5226.495278852854;
  below = below * r + 28729.085735721943;
  below = below * r + 39307.89580009271;
  below = below * r + 21213.794301586597;
  below = below * r + 5394.196021424751;
  below = below * r + 687.1870074920579;
  below = below * r + 42.31333070160091;
  below = below * r + 1;
  return (q * above) / below;
}

/** Tail probability from 0.075 down to exp(−25). */
function nearTail(r: number): number {
  let above = 0.0007745450142783414;
  above = above * r + 0.022723844989269184;
  above = above * r + 0.2417807251774506;
  above = above * r + 1.2704582524523684;
  above = above * r + 3.6478483247632045;
  above = above * r + 5.769497221460691;
  above = above * r + 4.630337846156546;
  above = above * r + 1.4234371107496835;
  let below = 1.0507500716444169e-9;
  below = below * r + 0.0005475938084995345;
  below = below * r + 0.015198666563616457;
  below = below * r + 0.14810397642748008;
  below = below * r + 0.6897673349851;
  below = below * r + 1.6763848301838038;
  below = below * r + 2.053191626637759;
  below = below * r + 1;
  return above / below;
}

/** Tail probability below exp(−25). */
function farTail(r: number): number {
  let above = 2.0103343992922881e-7;
  above = above * r + 2.7115555687434876e-5;
  above = above * r + 0.0012426609473880784;
  above = above * r + 0.026532189526576124;
  above = above * r + 0.29656057182850487;
  above = above * r + 1.7848265399172913;
  above = above * r + 5.463784911164114;
  above = above * r + 6.657904643501103;
  let below = 2.0442631033899397e-15;
  below = below * r + 1.421511758316446e-7;
  below = below * r + 1.8463183175100548e-5;
  below = below * r + 0.0007868691311456133;
  below = below * r + 0.014875361290850615;
  below = below * r + 0.1369298809227358;
  below = below * r + 0.599832206555888;
  below = below * r + 1;
  return above / below;
}
