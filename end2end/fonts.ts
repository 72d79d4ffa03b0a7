// Systems with one family of fonts each. A page must hold on all of them, and no test may depend on which fonts are installed.

import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** By the name of its file in `fonts/`: the sans, serif and monospace families, and the Debian packages they are in. */
export const FONTS = {
  dejavu: { sans: 'DejaVu Sans', serif: 'DejaVu Serif', mono: 'DejaVu Sans Mono', packages: 'fonts-dejavu-core' },
  liberation: { sans: 'Liberation Sans', serif: 'Liberation Serif', mono: 'Liberation Mono', packages: 'fonts-liberation' },
  noto: { sans: 'Noto Sans', serif: 'Noto Serif', mono: 'Noto Sans Mono', packages: 'fonts-noto-core fonts-noto-mono' },
} as const;

export type Font = keyof typeof FONTS;
export const NAMES = Object.keys(FONTS) as Font[];

/** The environment of a program that is to see these fonts only. */
export function environment(font: Font): Record<string, string | undefined> {
  return {
    ...process.env,
    FONTCONFIG_FILE: resolve(import.meta.dirname, 'fonts', `${font}.conf`),
    // fontconfig keeps its list of fonts there; the user's own list stays as it is.
    XDG_CACHE_HOME: join(tmpdir(), `statusbook-fonts-${process.getuid?.() ?? 'user'}`, font),
  };
}

/** Fails where a font is missing: Chromium would take another one, or not start. */
export function check() {
  for (const font of NAMES) {
    const { packages, ...families } = FONTS[font];
    for (const family of Object.values(families)) {
      let found = 'none';
      try {
        found = execFileSync('fc-match', ['--format', '%{family[0]}', family], { env: environment(font), encoding: 'utf8', stdio: 'pipe' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Error('No fc-match. Install it (Debian: apt-get install fontconfig).');
      }
      if (found !== family) throw new Error(`No font “${family}” (found: ${found}). Install it (Debian: apt-get install ${packages}).`);
    }
  }
}
