import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { Service } from '#libs/contracts';

/** Serves the service's OpenAPI document, and pages to read it. */
export function describeApi(app: NestFastifyApplication, service: Service): void {
  const facts = new DocumentBuilder()
    .setTitle(`Tidings: ${service}`)
    .setDescription('Errors are RFC 9457 problem details.')
    .setVersion('1')
    .build();
  SwaggerModule.setup(`api/${service}/docs`, app, () => SwaggerModule.createDocument(app, facts), {
    jsonDocumentUrl: `api/${service}/openapi.json`,
    raw: ['json'],
  });
}
