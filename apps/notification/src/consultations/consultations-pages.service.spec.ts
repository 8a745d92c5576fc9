import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsultationPublishedV1 } from '#libs/contracts';
import { told } from '../messages/told.testing.ts';
import type { RunningNotification } from '../notification.testing.ts';
import { PLAN, runStaff } from '../staff.testing.ts';
import { ConsultationEntity } from './consultation.entity.ts';
import { readConsultations } from './consultation-file.ts';
import { ConsultationTeller } from './consultation-teller.ts';
import { ConsultationsService } from './consultations.service.ts';

describe('the consultation pages', () => {
  let staff: RunningNotification;
  beforeAll(async () => {
    staff = await runStaff();
  });
  afterAll(() => staff.stop());

  const get = (url: string) => staff.app.inject({ method: 'GET', url });

  it('ALL-2: a resident reads what was asked, when, where and what came of it, in either language', async () => {
    const english = (await get('/consultations/digital-infrastructure-plan-2019')).body;
    expect(english).toContain('Democracy and Transparency');
    expect(english).toContain('Monday, December 9, 2019');
    expect(english).toContain('Discussion guide');
    expect(english).toContain('Reported to: City Council');
    const french = (await get('/consultations/discotech-digital-autonomy-2021?lang=fr')).body;
    expect(french).toContain('DiscoTech sur l’autonomie numérique');
    expect(french).toContain('lundi 21 juin 2021');
    expect(french).toContain('href="/topics/digital-infrastructure-plan?lang=fr"');
  });

  it('lists them by what can still be done about them', async () => {
    const { manager } = staff.dataSource;
    const [like] = await manager.find(ConsultationEntity, { take: 1 });
    await manager.insert(ConsultationEntity, {
      ...like,
      slug: 'now',
      opensOn: '2026-03-01',
      closesOn: '2026-03-02',
    });
    await manager.insert(ConsultationEntity, {
      ...like,
      slug: 'soon',
      opensOn: '2026-03-03',
      closesOn: '2026-03-04',
    });
    const { body } = await get('/consultations');
    expect(body).toMatch(/id="open".*consultations\/now.*id="coming".*consultations\/soon.*id="over"/s);
  });

  it('answers programs, and describes itself', async () => {
    const listed = (await get('/api/notification/v1/consultations')).json();
    expect(listed).toContainEqual(
      expect.objectContaining({
        slug: 'discotech-digital-autonomy-2021',
        stage: 'over',
        closesOn: '2021-06-21',
        title: { en: 'DiscoTech on Digital Autonomy', fr: 'DiscoTech sur l’autonomie numérique' },
      }),
    );
    const { paths } = (await get('/api/notification/openapi.json')).json();
    expect(Object.keys(paths)).toContain('/api/notification/v1/consultations');
    expect(Object.keys(paths).filter((path) => path.startsWith('/staff'))).toEqual([]);
  });

  it('are told to subscription when they were taken over, and again when they were written anew', async () => {
    const teller = staff.app.get(ConsultationTeller);
    const slug = 'discotech-digital-autonomy-2021';
    const heard = () => told(staff, ConsultationPublishedV1, ({ consultation }) => consultation === slug);
    await teller.tell();
    await teller.tell();
    const first = await heard();
    expect(first).toEqual([
      expect.objectContaining({
        topics: [PLAN],
        titles: { en: 'DiscoTech on Digital Autonomy', fr: 'DiscoTech sur l’autonomie numérique' },
        opensOn: '2021-06-21',
        closesOn: '2021-06-21',
      }),
    ]);
    await staff.app.get(ConsultationsService).save(readConsultations('seed/toronto', ['en', 'fr']));
    await Promise.all([teller.tell(), teller.tell()]);
    expect(await heard()).toHaveLength(2);
  });

  it('one that is not there is a page that says so', async () => {
    expect((await get('/consultations/nothing')).statusCode).toBe(404);
  });

  it('taking them over again changes nothing', async () => {
    const all = () => staff.app.get(ConsultationsService).all();
    const before = await all();
    await staff.app.get(ConsultationsService).save(readConsultations('seed/toronto', ['en', 'fr']));
    expect(await all()).toEqual(before);
  });
});
