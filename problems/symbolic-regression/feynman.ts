import type { Formula } from './formula.ts'

/** The formulas of the Feynman database; see README.md for the source and for what was repaired. */
export const feynman: readonly Formula[] = [
  { name: 'I.6.2a', ranges: [[1, 3]], value: (theta) => Math.exp(-(theta ** 2) / 2) / Math.sqrt(2 * Math.PI) },
  {
    name: 'I.6.2',
    ranges: [
      [1, 3],
      [1, 3],
    ],
    value: (sigma, theta) => Math.exp(-((theta / sigma) ** 2) / 2) / (Math.sqrt(2 * Math.PI) * sigma),
  },
  {
    name: 'I.6.2b',
    ranges: [
      [1, 3],
      [1, 3],
      [1, 3],
    ],
    value: (sigma, theta, theta1) => Math.exp(-(((theta - theta1) / sigma) ** 2) / 2) / (Math.sqrt(2 * Math.PI) * sigma),
  },
  {
    name: 'I.8.14',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (x1, x2, y1, y2) => Math.sqrt((x2 - x1) ** 2 + (y2 - y1) ** 2),
  },
  {
    name: 'I.9.18',
    ranges: [
      [1, 2],
      [1, 2],
      [1, 2],
      [3, 4],
      [1, 2],
      [3, 4],
      [1, 2],
      [3, 4],
      [1, 2],
    ],
    value: (m1, m2, G, x1, x2, y1, y2, z1, z2) => (G * m1 * m2) / ((x2 - x1) ** 2 + (y2 - y1) ** 2 + (z2 - z1) ** 2),
  },
  {
    name: 'I.10.7',
    ranges: [
      [1, 5],
      [1, 2],
      [3, 10],
    ],
    value: (m_0, v, c) => m_0 / Math.sqrt(1 - v ** 2 / c ** 2),
  },
  {
    name: 'I.11.19',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (x1, x2, x3, y1, y2, y3) => x1 * y1 + x2 * y2 + x3 * y3,
  },
  {
    name: 'I.12.1',
    ranges: [
      [1, 5],
      [1, 5],
    ],
    value: (mu, Nn) => mu * Nn,
  },
  {
    name: 'I.12.2',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (q1, q2, epsilon, r) => (q1 * q2 * r) / (4 * Math.PI * epsilon * r ** 3),
  },
  {
    name: 'I.12.4',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (q1, epsilon, r) => (q1 * r) / (4 * Math.PI * epsilon * r ** 3),
  },
  {
    name: 'I.12.5',
    ranges: [
      [1, 5],
      [1, 5],
    ],
    value: (q2, Ef) => q2 * Ef,
  },
  {
    name: 'I.12.11',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (q, Ef, B, v, theta) => q * (Ef + B * v * Math.sin(theta)),
  },
  {
    name: 'I.13.4',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (m, v, u, w) => (1 / 2) * m * (v ** 2 + u ** 2 + w ** 2),
  },
  {
    name: 'I.13.12',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (m1, m2, r1, r2, G) => G * m1 * m2 * (1 / r2 - 1 / r1),
  },
  {
    name: 'I.14.3',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (m, g, z) => m * g * z,
  },
  {
    name: 'I.14.4',
    ranges: [
      [1, 5],
      [1, 5],
    ],
    value: (k_spring, x) => (1 / 2) * k_spring * x ** 2,
  },
  {
    name: 'I.15.3x',
    ranges: [
      [5, 10],
      [1, 2],
      [3, 20],
      [1, 2],
    ],
    value: (x, u, c, t) => (x - u * t) / Math.sqrt(1 - u ** 2 / c ** 2),
  },
  {
    name: 'I.15.3t',
    ranges: [
      [1, 5],
      [3, 10],
      [1, 2],
      [1, 5],
    ],
    value: (x, c, u, t) => (t - (u * x) / c ** 2) / Math.sqrt(1 - u ** 2 / c ** 2),
  },
  {
    name: 'I.15.1',
    ranges: [
      [1, 5],
      [1, 2],
      [3, 10],
    ],
    value: (m_0, v, c) => (m_0 * v) / Math.sqrt(1 - v ** 2 / c ** 2),
  },
  {
    name: 'I.16.6',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (c, v, u) => (u + v) / (1 + (u * v) / c ** 2),
  },
  {
    name: 'I.18.4',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (m1, m2, r1, r2) => (m1 * r1 + m2 * r2) / (m1 + m2),
  },
  {
    name: 'I.18.12',
    ranges: [
      [1, 5],
      [1, 5],
      [0, 5],
    ],
    value: (r, F, theta) => r * F * Math.sin(theta),
  },
  {
    name: 'I.18.14',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (m, r, v, theta) => m * r * v * Math.sin(theta),
  },
  {
    name: 'I.24.6',
    ranges: [
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
    ],
    value: (m, omega, omega_0, x) => (((1 / 2) * m * (omega ** 2 + omega_0 ** 2) * 1) / 2) * x ** 2,
  },
  {
    name: 'I.25.13',
    ranges: [
      [1, 5],
      [1, 5],
    ],
    value: (q, C) => q / C,
  },
  {
    name: 'I.26.2',
    ranges: [
      [0, 1],
      [1, 5],
    ],
    value: (n, theta2) => Math.asin(n * Math.sin(theta2)),
  },
  {
    name: 'I.27.6',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (d1, d2, n) => 1 / (1 / d1 + n / d2),
  },
  {
    name: 'I.29.4',
    ranges: [
      [1, 10],
      [1, 10],
    ],
    value: (omega, c) => omega / c,
  },
  {
    name: 'I.29.16',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (x1, x2, theta1, theta2) => Math.sqrt(x1 ** 2 + x2 ** 2 - 2 * x1 * x2 * Math.cos(theta1 - theta2)),
  },
  {
    name: 'I.30.3',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (Int_0, theta, n) => (Int_0 * Math.sin((n * theta) / 2) ** 2) / Math.sin(theta / 2) ** 2,
  },
  {
    name: 'I.30.5',
    ranges: [
      [1, 2],
      [2, 5],
      [1, 5],
    ],
    value: (lambd, d, n) => Math.asin(lambd / (n * d)),
  },
  {
    name: 'I.32.5',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (q, a, epsilon, c) => (q ** 2 * a ** 2) / (6 * Math.PI * epsilon * c ** 3),
  },
  {
    name: 'I.32.17',
    ranges: [
      [1, 2],
      [1, 2],
      [1, 2],
      [1, 2],
      [1, 2],
      [3, 5],
    ],
    value: (epsilon, c, Ef, r, omega, omega_0) =>
      (1 / 2) * epsilon * c * Ef ** 2 * ((8 * Math.PI * r ** 2) / 3) * (omega ** 4 / (omega ** 2 - omega_0 ** 2) ** 2),
  },
  {
    name: 'I.34.8',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (q, v, B, p) => (q * v * B) / p,
  },
  {
    name: 'I.34.1',
    ranges: [
      [3, 10],
      [1, 2],
      [1, 5],
    ],
    value: (c, v, omega_0) => omega_0 / (1 - v / c),
  },
  {
    name: 'I.34.14',
    ranges: [
      [3, 10],
      [1, 2],
      [1, 5],
    ],
    value: (c, v, omega_0) => ((1 + v / c) / Math.sqrt(1 - v ** 2 / c ** 2)) * omega_0,
  },
  {
    name: 'I.34.27',
    ranges: [
      [1, 5],
      [1, 5],
    ],
    value: (omega, h) => (h / (2 * Math.PI)) * omega,
  },
  {
    name: 'I.37.4',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (I1, I2, delta) => I1 + I2 + 2 * Math.sqrt(I1 * I2) * Math.cos(delta),
  },
  {
    name: 'I.38.12',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (m, q, h, epsilon) => (4 * Math.PI * epsilon * (h / (2 * Math.PI)) ** 2) / (m * q ** 2),
  },
  {
    name: 'I.39.1',
    ranges: [
      [1, 5],
      [1, 5],
    ],
    value: (pr, V) => (3 / 2) * pr * V,
  },
  {
    name: 'I.39.11',
    ranges: [
      [2, 5],
      [1, 5],
      [1, 5],
    ],
    value: (gamma, pr, V) => (1 / (gamma - 1)) * pr * V,
  },
  {
    name: 'I.39.22',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (n, T, V, kb) => (n * kb * T) / V,
  },
  {
    name: 'I.40.1',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (n_0, m, x, T, g, kb) => n_0 * Math.exp((-m * g * x) / (kb * T)),
  },
  {
    name: 'I.41.16',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (omega, T, h, kb, c) =>
      ((h / (2 * Math.PI)) * omega ** 3) / (Math.PI ** 2 * c ** 2 * (Math.exp(((h / (2 * Math.PI)) * omega) / (kb * T)) - 1)),
  },
  {
    name: 'I.43.16',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (mu_drift, q, Volt, d) => (mu_drift * q * Volt) / d,
  },
  {
    name: 'I.43.31',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (mob, T, kb) => mob * kb * T,
  },
  {
    name: 'I.43.43',
    ranges: [
      [2, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (gamma, kb, A, v) => ((1 / (gamma - 1)) * kb * v) / A,
  },
  {
    name: 'I.44.4',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (n, kb, T, V1, V2) => n * kb * T * Math.log(V2 / V1),
  },
  {
    name: 'I.47.23',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (gamma, pr, rho) => Math.sqrt((gamma * pr) / rho),
  },
  {
    name: 'I.48.2',
    ranges: [
      [1, 5],
      [1, 2],
      [3, 10],
    ],
    value: (m, v, c) => (m * c ** 2) / Math.sqrt(1 - v ** 2 / c ** 2),
  },
  {
    name: 'I.50.26',
    ranges: [
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
    ],
    value: (x1, omega, t, alpha) => x1 * (Math.cos(omega * t) + alpha * Math.cos(omega * t) ** 2),
  },
  {
    name: 'II.2.42',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (kappa, T1, T2, A, d) => (kappa * (T2 - T1) * A) / d,
  },
  {
    name: 'II.3.24',
    ranges: [
      [1, 5],
      [1, 5],
    ],
    value: (Pwr, r) => Pwr / (4 * Math.PI * r ** 2),
  },
  {
    name: 'II.4.23',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (q, epsilon, r) => q / (4 * Math.PI * epsilon * r),
  },
  {
    name: 'II.6.11',
    ranges: [
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
    ],
    value: (epsilon, p_d, theta, r) => ((1 / (4 * Math.PI * epsilon)) * p_d * Math.cos(theta)) / r ** 2,
  },
  {
    name: 'II.6.15a',
    ranges: [
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
    ],
    value: (epsilon, p_d, r, x, y, z) => (((p_d / (4 * Math.PI * epsilon)) * 3 * z) / r ** 5) * Math.sqrt(x ** 2 + y ** 2),
  },
  {
    name: 'II.6.15b',
    ranges: [
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
    ],
    value: (epsilon, p_d, theta, r) => ((p_d / (4 * Math.PI * epsilon)) * 3 * Math.cos(theta) * Math.sin(theta)) / r ** 3,
  },
  {
    name: 'II.8.7',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (q, epsilon, d) => ((3 / 5) * q ** 2) / (4 * Math.PI * epsilon * d),
  },
  {
    name: 'II.8.31',
    ranges: [
      [1, 5],
      [1, 5],
    ],
    value: (epsilon, Ef) => (epsilon * Ef ** 2) / 2,
  },
  {
    name: 'II.10.9',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (sigma_den, epsilon, chi) => ((sigma_den / epsilon) * 1) / (1 + chi),
  },
  {
    name: 'II.11.3',
    ranges: [
      [1, 3],
      [1, 3],
      [1, 3],
      [3, 5],
      [1, 2],
    ],
    value: (q, Ef, m, omega_0, omega) => (q * Ef) / (m * (omega_0 ** 2 - omega ** 2)),
  },
  {
    name: 'II.11.17',
    ranges: [
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
    ],
    value: (n_0, kb, T, theta, p_d, Ef) => n_0 * (1 + (p_d * Ef * Math.cos(theta)) / (kb * T)),
  },
  {
    name: 'II.11.20',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (n_rho, p_d, Ef, kb, T) => (n_rho * p_d ** 2 * Ef) / (3 * kb * T),
  },
  {
    name: 'II.11.27',
    ranges: [
      [0, 1],
      [0, 1],
      [1, 2],
      [1, 2],
    ],
    value: (n, alpha, epsilon, Ef) => ((n * alpha) / (1 - (n * alpha) / 3)) * epsilon * Ef,
  },
  {
    name: 'II.11.28',
    ranges: [
      [0, 1],
      [0, 1],
    ],
    value: (n, alpha) => 1 + (n * alpha) / (1 - (n * alpha) / 3),
  },
  {
    name: 'II.13.17',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (epsilon, c, I, r) => ((1 / (4 * Math.PI * epsilon * c ** 2)) * 2 * I) / r,
  },
  {
    name: 'II.13.23',
    ranges: [
      [1, 5],
      [1, 2],
      [3, 10],
    ],
    value: (rho_c_0, v, c) => rho_c_0 / Math.sqrt(1 - v ** 2 / c ** 2),
  },
  {
    name: 'II.13.34',
    ranges: [
      [1, 5],
      [1, 2],
      [3, 10],
    ],
    value: (rho_c_0, v, c) => (rho_c_0 * v) / Math.sqrt(1 - v ** 2 / c ** 2),
  },
  {
    name: 'II.15.4',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (mom, B, theta) => -mom * B * Math.cos(theta),
  },
  {
    name: 'II.15.5',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (p_d, Ef, theta) => -p_d * Ef * Math.cos(theta),
  },
  {
    name: 'II.21.32',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 2],
      [3, 10],
    ],
    value: (q, epsilon, r, v, c) => q / (4 * Math.PI * epsilon * r * (1 - v / c)),
  },
  {
    name: 'II.24.17',
    ranges: [
      [4, 6],
      [1, 2],
      [2, 4],
    ],
    value: (omega, c, d) => Math.sqrt(omega ** 2 / c ** 2 - Math.PI ** 2 / d ** 2),
  },
  {
    name: 'II.27.16',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (epsilon, c, Ef) => epsilon * c * Ef ** 2,
  },
  {
    name: 'II.27.18',
    ranges: [
      [1, 5],
      [1, 5],
    ],
    value: (epsilon, Ef) => epsilon * Ef ** 2,
  },
  {
    name: 'II.34.2a',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (q, v, r) => (q * v) / (2 * Math.PI * r),
  },
  {
    name: 'II.34.2',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (q, v, r) => (q * v * r) / 2,
  },
  {
    name: 'II.34.11',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (g_, q, B, m) => (g_ * q * B) / (2 * m),
  },
  {
    name: 'II.34.29a',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (q, h, m) => (q * h) / (4 * Math.PI * m),
  },
  {
    name: 'II.34.29b',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (g_, h, Jz, mom, B) => (g_ * mom * B * Jz) / (h / (2 * Math.PI)),
  },
  {
    name: 'II.35.18',
    ranges: [
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
    ],
    value: (n_0, kb, T, mom, B) => n_0 / (Math.exp((mom * B) / (kb * T)) + Math.exp((-mom * B) / (kb * T))),
  },
  {
    name: 'II.35.21',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (n_rho, mom, B, kb, T) => n_rho * mom * Math.tanh((mom * B) / (kb * T)),
  },
  {
    name: 'II.36.38',
    ranges: [
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
    ],
    value: (mom, H, kb, T, alpha, epsilon, c, M) => (mom * H) / (kb * T) + ((mom * alpha) / (epsilon * c ** 2 * kb * T)) * M,
  },
  {
    name: 'II.37.1',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (mom, B, chi) => mom * (1 + chi) * B,
  },
  {
    name: 'II.38.3',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (Y, A, d, x) => (Y * A * x) / d,
  },
  {
    name: 'II.38.14',
    ranges: [
      [1, 5],
      [1, 5],
    ],
    value: (Y, sigma) => Y / (2 * (1 + sigma)),
  },
  {
    name: 'III.4.32',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (h, omega, kb, T) => 1 / (Math.exp(((h / (2 * Math.PI)) * omega) / (kb * T)) - 1),
  },
  {
    name: 'III.4.33',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (h, omega, kb, T) => ((h / (2 * Math.PI)) * omega) / (Math.exp(((h / (2 * Math.PI)) * omega) / (kb * T)) - 1),
  },
  {
    name: 'III.7.38',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (mom, B, h) => (2 * mom * B) / (h / (2 * Math.PI)),
  },
  {
    name: 'III.8.54',
    ranges: [
      [1, 2],
      [1, 2],
      [1, 4],
    ],
    value: (E_n, t, h) => Math.sin((E_n * t) / (h / (2 * Math.PI))) ** 2,
  },
  {
    name: 'III.9.52',
    ranges: [
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 5],
      [1, 5],
    ],
    value: (p_d, Ef, t, h, omega, omega_0) =>
      (((p_d * Ef * t) / (h / (2 * Math.PI))) * Math.sin(((omega - omega_0) * t) / 2) ** 2) / (((omega - omega_0) * t) / 2) ** 2,
  },
  {
    name: 'III.10.19',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (mom, Bx, By, Bz) => mom * Math.sqrt(Bx ** 2 + By ** 2 + Bz ** 2),
  },
  {
    name: 'III.12.43',
    ranges: [
      [1, 5],
      [1, 5],
    ],
    value: (n, h) => n * (h / (2 * Math.PI)),
  },
  {
    name: 'III.13.18',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (E_n, d, k, h) => (2 * E_n * d ** 2 * k) / (h / (2 * Math.PI)),
  },
  {
    name: 'III.14.14',
    ranges: [
      [1, 5],
      [1, 2],
      [1, 2],
      [1, 2],
      [1, 2],
    ],
    value: (I_0, q, Volt, kb, T) => I_0 * (Math.exp((q * Volt) / (kb * T)) - 1),
  },
  {
    name: 'III.15.12',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (U, k, d) => 2 * U * (1 - Math.cos(k * d)),
  },
  {
    name: 'III.15.14',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (h, E_n, d) => (h / (2 * Math.PI)) ** 2 / (2 * E_n * d ** 2),
  },
  {
    name: 'III.15.27',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (alpha, n, d) => (2 * Math.PI * alpha) / (n * d),
  },
  {
    name: 'III.17.37',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (beta, alpha, theta) => beta * (1 + alpha * Math.cos(theta)),
  },
  {
    name: 'III.19.51',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (m, q, h, n, epsilon) => ((-m * q ** 4) / (2 * (4 * Math.PI * epsilon) ** 2 * (h / (2 * Math.PI)) ** 2)) * (1 / n ** 2),
  },
  {
    name: 'III.21.20',
    ranges: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    value: (rho_c_0, q, A_vec, m) => (-rho_c_0 * q * A_vec) / m,
  },
]
