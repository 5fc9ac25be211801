import Commands
import Glibc

exit(await Tocsin.main())
