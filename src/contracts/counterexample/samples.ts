/** Texts of each format that a contract may ask for. Tests hold them against the formats' own checks. */
export const formatSamples: Readonly<Record<string, readonly string[]>> = {
  date: ["2026-01-02", "2024-02-29"],
  "date-time": ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678+09:00"],
  decimal: ["0", "1.50", "-12.5", "0.001", "2e3"],
  time: ["03:04:05Z", "23:59:59+01:00"],
  duration: ["P1D", "PT1H30M"],
  uri: ["https://a.example/x", "urn:a:b", "mailto:a@b.example"],
  "uri-reference": ["/x", "x", "https://a.example/x", "#a"],
  email: ["a@b.example", "first.last+tag@example.org"],
  hostname: ["a.example", "localhost"],
  ipv4: ["192.0.2.1", "10.0.0.255"],
  ipv6: ["2001:db8::1", "::1"],
  uuid: ["123e4567-e89b-12d3-a456-426614174000", "00000000-0000-0000-0000-000000000000"],
  "json-pointer": ["", "/a", "/a/0"],
};
