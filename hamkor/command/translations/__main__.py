from hamkor.command.translations import main

raise SystemExit(main())
