import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BusinessCalendar } from '#libs/calendar';
import { readCity } from '#libs/site';
import { readConsultations } from '../../apps/notification/src/consultations/consultation-file.ts';
import { readTopics } from '../../apps/subscription/src/topics/topics-file.ts';
import { BASE, EXAMPLE, programsOf, render, renderer } from './deployment-manifests.testing.ts';
import { complaintsOf } from './deployment-references.testing.ts';
import { routesOfIngress } from './deployment-routes.testing.ts';

describe('what a cluster gets', () => {
  const whereItRenders = renderer() ? it : it.skip;

  whereItRenders.each([
    ['k8s/base', BASE],
    ['k8s/overlays/example', EXAMPLE],
  ])('from %s has every setting, and every path (needs kubectl or kustomize)', (_name, folder) => {
    const manifests = render(folder);
    expect(programsOf(manifests)).toHaveLength(8);
    expect(complaintsOf(manifests)).toEqual([]);
    expect(routesOfIngress(manifests)).toHaveLength(14);
  });

  whereItRenders('from the example is what that city changed (needs kubectl or kustomize)', () => {
    const programs = programsOf(render(EXAMPLE)).filter(({ command }) => command !== 'migrate');
    for (const { environment, mounts } of programs) {
      expect(environment).toMatchObject({ PUBLIC_URL: 'https://news.example.org', CITY_FOLDER: '/city' });
      expect(mounts).toContain('/city');
    }
  });
});

describe('the city of k8s/overlays/example', () => {
  it('can be read by every service', () => {
    const folder = join(EXAMPLE, 'city');
    const city = readCity(folder);
    const languages = city.languages.map(({ code }) => code);
    expect(languages).toEqual(['en', 'fr']);
    expect(readTopics(folder, languages, city.sender)).toHaveLength(1);
    expect(readConsultations(folder, languages)).toEqual([]);
    expect(() => BusinessCalendar.read(folder, city.timeZone)).not.toThrow();
  });
});
