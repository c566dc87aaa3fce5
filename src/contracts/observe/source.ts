import type { JsonValue } from "../../foundation/index.ts";
import { noteArrival, type Rhythm, restoreRhythm, saveRhythm, startRhythm } from "../../foundation/rhythm.ts";
import { patience } from "../../foundation/silence.ts";
import { createPaths, type PathNode } from "../drift/paths.ts";
import { restorePaths, savePaths } from "../drift/saved-paths.ts";
import { isNews } from "../drift/shape.ts";
import type { ContractsFinding } from "../errors.ts";
import type { Places } from "../schema/place.ts";
import { describeDifference, describeNovelty, noRoom, type Telling } from "./findings.ts";
import type { Profile } from "./profile.ts";
import type { ObserverSettings } from "./settings.ts";
import { restoreProfile, type SavedSource, saveProfile } from "./snapshot.ts";
import { createWalk, type Noted } from "./walk.ts";

/** What is known of one source. */
export interface ObservedSource {
  /** `null` of what stands for all sources that there was no room for. */
  readonly source: string | null;
  readonly take: (data: JsonValue, learns: boolean) => readonly ContractsFinding[];
  readonly arrive: (at: number) => void;
  readonly rhythm: () => Rhythm | undefined;
  readonly nodes: () => readonly PathNode[];
  readonly events: () => number;
  readonly save: () => SavedSource;
}

/** What all sources of an observer have in common. */
export interface Shared {
  readonly places: Places;
  readonly settings: ObserverSettings;
  readonly telling: Telling;
  /** Whether changes of shape are told. */
  readonly tellsShapes: boolean;
  /** Places that may still be kept. */
  readonly room: { left: number };
}

export function observeSource(source: string | null, shared: Shared, saved?: SavedSource): ObservedSource {
  const { places, settings, telling, tellsShapes, room } = shared;
  const paths = createPaths(places, { maxPaths: settings.maxPaths, overflowed: saved?.overflowed === true, room });
  const walk = createWalk(paths, { keepsTexts: telling.isShowable });
  let events = saved?.events ?? 0;
  let announced = saved?.announced === true;
  let rhythm = saved?.rhythm ? restoreRhythm(saved.rhythm) : undefined;
  if (saved) {
    restorePaths(paths, saved.paths);
    const nodes = paths.all();
    saved.profiles.forEach((profile, at) => {
      const node = nodes[at];
      if (node && profile) node.slots[0] = restoreProfile(profile);
    });
  }
  const tell = ({ difference, novelties }: Noted): readonly ContractsFinding[] => [
    ...(difference && tellsShapes && isNews(difference) ? [describeDifference(difference, telling)] : []),
    ...novelties.map((novelty) => describeNovelty(novelty, telling)),
  ];
  const tellRoom = (isCut: boolean): readonly ContractsFinding[] => {
    if (announced || !tellsShapes || !(isCut || paths.hasOverflowed())) return none;
    announced = true;
    return [noRoom(settings.maxPaths, "paths")];
  };
  return {
    source,
    take: (data, learns) => {
      const isWarm = events >= settings.warmUpEvents;
      const noted = walk(data, learns);
      if (learns) events += 1;
      const isNothing = noted.difference === undefined && noted.novelties.length === 0;
      const found = isNothing || !isWarm ? none : tell(noted);
      const full = noted.isCut || paths.hasOverflowed() ? tellRoom(noted.isCut) : none;
      return found.length + full.length === 0 ? none : [...found, ...full];
    },
    arrive: (at) => {
      if (rhythm) noteArrival(rhythm, at, patience);
      else rhythm = startRhythm(at);
    },
    rhythm: () => rhythm,
    nodes: paths.all,
    events: () => events,
    save: () => ({
      source,
      events,
      overflowed: paths.hasOverflowed(),
      announced,
      rhythm: rhythm ? saveRhythm(rhythm) : null,
      paths: savePaths(paths),
      profiles: paths.all().map(({ slots: [profile] }) => (profile ? saveProfile(profile as Profile) : null)),
    }),
  };
}

const none: readonly ContractsFinding[] = [];
